/* The page that checks certificates: takes a code or a file, asks verdict.js, and shows one word and the facts. ES5.
   Every word it shows stands in the page already. Nothing that is checked leaves this device; what it asks the site for is the same
   for everybody: who signs, what was taken back (trust.js), and itself, to be kept for when there is no line (verify-worker.js).
   Whatever goes wrong ends in a word that says so. */
(function (w, d) {
  'use strict';
  var root = d.querySelector('[data-verify]'), found = d.querySelector('.found'), CACHE = 'verify-1', SHORTEST = 40, LARGEST = 5e6, MONTH = 2592e6, REST = 600000;
  var FACTS = ['name', 'course', 'issuer', 'also', 'issued_at', 'valid_until', 'language'];
  /* Words with which nothing that the certificate says is proven. */
  var UNPROVEN = ['changed', 'key_leaked', 'unknown_issuer', 'unknown_key', 'unreadable', 'number', 'cannot_check'];
  var hash = '', last = null, stop = null, asked = Date.now();

  function nothing() { return; }

  function one(name) { return root.querySelector('[' + name + ']'); }

  function each(name, act) { [].forEach.call(root.querySelectorAll('[' + name + ']'), act); }

  function reveal(name, isShown) { each(name, function (element) { element.hidden = !isShown; }); }

  function write(name, text) { each(name, function (element) { element.textContent = text; }); }

  function table(name) {
    try { return JSON.parse(root.getAttribute(name)) || {}; } catch (broken) { return {}; }
  }

  /* --- what was found --- */

  /* A day in the page's language where the browser knows it, else as 2026-11-23. */
  function day(time) {
    var at = new Date(time);
    if (isNaN(at)) { return ''; }
    try {
      return at.toLocaleDateString(d.documentElement.lang, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
    } catch (unknown) {
      return at.toISOString().slice(0, 10);
    }
  }

  function hostOf(did) {
    return String(did || '').split(':').slice(0, 3).join(':').replace('did:web:', '').replace('%3A', ':') || '?';
  }

  function textOf(name, value) {
    if (!value || !value.length) { return ''; }
    if (/_(at|until)$/.test(name)) { return day(value); }
    if (name === 'also') { return value.join(', '); }
    return (name === 'language' ? table('data-languages') : name === 'course' ? table('data-titles') : {})[value] || value;
  }

  /* The word to show: that of the answer, but for what only the page can tell apart. */
  function wordOf(answer) {
    var isNewer = answer.word === 'genuine' && answer.since && Date.parse(answer.facts.issued_at) > Date.parse(answer.since);
    if (answer.why === 'number') { return 'number'; }
    if (answer.word === 'unknown_issuer' && answer.why === 'key') { return 'unknown_key'; }
    return isNewer ? 'status_since' : answer.word;
  }

  function fill(facts, isProven) {
    FACTS.forEach(function (name) {
      var text = textOf(name, facts[name]);
      reveal('data-for="' + name + '"', text);
      write('data-fact="' + name + '"', text);
    });
    write('data-fact="number"', facts.number || '');
    reveal('data-no-number', !facts.number);
    reveal('data-facts', isProven);
    reveal('data-compare', isProven && facts.name);
    write('data-host', hostOf(facts.did));
    write('data-address', hostOf(facts.did) + '/v');
  }

  /* Nothing is said of anything. */
  function clear() {
    ['data-wait', 'data-word', 'data-problem', 'data-facts', 'data-since', 'data-old', 'data-compare'].forEach(function (name) { reveal(name, false); });
    reveal('data-start', true);
  }

  function show(answer, isAsked) {
    var word = wordOf(answer), isProven = UNPROVEN.indexOf(word) < 0;
    if (!one('data-word="' + word + '"')) { word = 'unreadable'; }
    clear();
    fill(answer.facts || {}, isProven);
    write('data-day', answer.since ? day(answer.since) : known());
    reveal('data-since', word === 'genuine');
    reveal('data-old', (word === 'genuine' || word === 'status_since') && Date.now() - Date.parse(answer.since) > MONTH);
    reveal('data-word="' + word + '"', true);
    reveal('data-another', true);
    reveal('data-start', false);
    if (word === 'number') { typeNumber(answer.facts.number); }
    if (isAsked) {
      found.focus();
      if (found.scrollIntoView) { found.scrollIntoView(); }
    }
  }

  function typeNumber(number) {
    var field = d.getElementById('number');
    if (field) { field.value = number; }
  }

  function known() { return w.mwangaTrust ? day(w.mwangaTrust.made_at) : ''; }

  /* --- what is given --- */

  /* Whatever was said or under way is over. */
  function begin() {
    var end = stop;
    last = stop = null;
    clear();
    reveal('data-camera', false);
    if (end) { end(); }
  }

  /* Where it is not known who signs, nothing can be told apart. `unread` is called when it is no certificate. */
  function look(input, isAsked, unread) {
    function answered(answer) {
      if (last !== input) { return; }
      if (unread && answer.word === 'unreadable' && answer.why !== 'number') { unread(); } else { show(answer, isAsked); }
    }
    begin();
    last = input;
    reveal('data-wait', true);
    w.setTimeout(function () {
      if (!w.mwangaVerify || !w.mwangaTrust) { answered({ word: 'cannot_check' }); return; }
      try {
        w.mwangaVerify.check(input, w.mwangaTrust, new Date(), answered);
      } catch (trouble) {
        answered({ word: 'unreadable' });
      }
    }, 20);
  }

  /* What stands behind the # of the address; a skip link's name is shorter than any code. */
  function readAddress() {
    var text = w.location.hash.slice(1);
    if (text.length < SHORTEST) { return; }
    hash = w.location.hash;
    look(text);
  }

  /* `stopped`: nobody looked any more. */
  function problem(why) {
    begin();
    if (why === 'stopped') { return; }
    if (!one('data-problem="' + why + '"')) { why = 'failed'; }
    reveal('data-problem="' + why + '"', true);
  }

  function readText(text) { look(text, true); }

  function readPhoto(file) {
    begin();
    reveal('data-wait', true);
    scanner(function () { stop = w.mwangaCamera.photo(file, readText, problem); });
  }

  /* A picture that holds no certificate may show the code of one. */
  function readFile(file) {
    var reader = new w.FileReader(), isPicture = /^image\//.test(file.type);
    function unread() { if (isPicture) { readPhoto(file); } else { show({ word: 'unreadable' }, true); } }
    begin();
    if (file.size > LARGEST) { unread(); return; }
    reader.onload = function () { look(reader.result, true, unread); };
    reader.onerror = unread;
    reader.readAsArrayBuffer(file);
  }

  /* --- the camera --- */

  function load(source, done, failed) {
    var script = d.createElement('script');
    script.src = source;
    script.onload = done;
    script.onerror = failed;
    d.head.appendChild(script);
  }

  function scanner(act) {
    function loaded() { if (w.mwangaCamera) { act(); } else { problem('failed'); } }
    if (w.mwangaCamera) { act(); } else { load(root.getAttribute('data-scan-src'), loaded, loaded); }
  }

  function scan() {
    begin();
    scanner(function () {
      reveal('data-camera', true);
      stop = w.mwangaCamera.start(root.querySelector('video'), readText, problem);
    });
  }

  /* --- what was taken back meanwhile --- */

  /* Asked for again after ten minutes; without a line all stays as it is known. */
  function refresh() {
    if (!root.hasAttribute('data-worker') || d.hidden || w.navigator.onLine === false || Date.now() - asked < REST && w.mwangaTrust) { return; }
    asked = Date.now();
    load(root.getAttribute('data-trust'), renewed, nothing);
  }

  function renewed() {
    reveal('data-known', w.mwangaTrust);
    write('data-day', known());
    if (last !== null) { look(last); }
  }

  /* --- kept for when there is no line --- */

  function addresses() {
    var names = ['/v', w.location.pathname + w.location.search, root.getAttribute('data-trust'), root.getAttribute('data-scan-src')];
    [].forEach.call(d.querySelectorAll('link[rel=stylesheet],script[src]'), function (element) {
      names.push(element.getAttribute('href') || element.getAttribute('src'));
    });
    return names.filter(function (name, place) { return names.indexOf(name) === place; });
  }

  /* Everything anew where there is a line; what is named by its bytes comes from the browser's own store. Then what is no longer used goes. */
  function keep() {
    var workers = w.navigator.serviceWorker, worker = root.getAttribute('data-worker'), cache;
    if (!worker || !workers || !w.caches || !w.fetch) { return; }
    w.caches.open(CACHE).then(function (opened) {
      cache = opened;
      return w.Promise.all(addresses().map(function (name) {
        return w.fetch(name, { credentials: 'omit' }).then(function (reply) { return reply.ok && cache.put(name, reply); });
      }));
    }).then(function () { return cache.keys(); }).then(function (requests) {
      var used = addresses().map(function (name) { return w.location.origin + name; });
      requests.forEach(function (request) { if (used.indexOf(request.url) < 0 && !/\/v\?l=[\w-]+$/.test(request.url)) { cache.delete(request); } });
      return workers.register(worker, { scope: '/v' });
    }).then(nothing, nothing);
  }

  /* --- begin --- */

  function onLinks(event) {
    var link = event.target, href;
    while (link && link.nodeName !== 'A') { link = link.parentNode; }
    href = link ? link.getAttribute('href') || '' : '';
    if (href.charAt(0) === '#') { /* the code behind the # stays */
      event.preventDefault();
      link = d.getElementById(href.slice(1));
      link.tabIndex = -1;
      link.focus();
      link.scrollIntoView();
    } else if (link && link.hasAttribute('hreflang')) {
      link.href = href.split('#')[0] + hash;
    }
  }

  function onFile(name, act) {
    one(name).addEventListener('change', function () {
      var file = this.files && this.files[0];
      if (file) { act(file); }
      this.value = '';
    });
  }

  function onPaste(event) {
    var text = d.getElementById('code').value.replace(/^\s+|\s+$/g, '');
    event.preventDefault();
    if (text) { look(text, true); } else { d.getElementById('code').focus(); }
  }

  reveal('data-without-scripts', false);
  reveal('data-ways', true);
  reveal('data-known', w.mwangaTrust);
  write('data-day', known());
  one('data-paste').addEventListener('submit', onPaste);
  one('data-scan').addEventListener('click', scan);
  one('data-stop').addEventListener('click', begin);
  onFile('data-photo', readPhoto);
  onFile('data-file', readFile);
  d.addEventListener('click', onLinks);
  d.addEventListener('visibilitychange', refresh);
  w.addEventListener('online', refresh);
  w.addEventListener('hashchange', readAddress);
  w.addEventListener('load', keep);
  readAddress();
}(window, document));
