/* “Keep this course on this phone”: shows how much it is, fetches what is not here yet, compares by hash, removes it again.
   Only where service workers are: HTTPS, or this very machine. One cache for each course and language, "mwanga-kept-1 /en/course/"; every
   file in it carries the hash it was listed under, so that a tab may be killed at any time. sw.js hands the files out. ES5. */
(function (w, d) {
  'use strict';
  var panel = d.querySelector('[data-keep]'), words = w.MWANGA_KEEP_WORDS, workers = w.navigator.serviceWorker;
  var OURS = 'mwanga-kept-', here = w.location.pathname.replace(/index\.html$/, ''), NAME = OURS + '1 ' + here;
  var INDEX = '/kept.json', LINES = [1, 2, 3], PATIENCE = 60000;
  /* One grey dot: a browser that cannot draw it gets JPEG. */
  var AVIF = 'data:image/avif;base64,AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAOltZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRt' +
    'AAAAAAABAAAAHmlsb2MAAAAARAAAAQABAAAAAQAAAQ0AAAAaAAAAKGlpbmYAAAAAAAEAAAAaaW5mZQIAAAAAAQAAYXYwMUNvbG9yAAAAAGhpcHJwAAAASWlwY28AAAAUaXNw' +
    'ZQAAAAAAAAABAAAAAQAAAA5waXhpAAAAAAEIAAAADGF2MUOBABwAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAAIm1kYXQSAAoHGAAGmAhoNTIN' +
    'H/UV3/4sAJA1kW5ccA==';
  var status, bar, buttons, isCut;

  drawLamps();
  if (!panel || !workers || !w.caches || !w.fetch || !w.crypto || !w.crypto.subtle) { return; }
  status = panel.querySelector('[role=status]');
  bar = panel.querySelector('progress');
  buttons = panel.querySelector('.keep');

  /* The kept page is a visitor's: its lamps are lit from what lesson.js noted. */
  function drawLamps() {
    var row = d.querySelectorAll('.lamps i'), list = d.querySelectorAll('a.lesson > i'), known;
    try { known = JSON.parse(w.localStorage.getItem('mwanga:me'))[here.split('/').slice(1, 3).join('/')]; } catch (nothing) { return; }
    if (!known || !known.lamps || known.lamps.length !== row.length || d.querySelector('.lamps .lit, .lamps .half')) { return; }
    known.lamps.forEach(function (lamp, place) {
      row[place].className = lamp;
      if (list[place]) { list[place].className = lamp; }
    });
    d.querySelector('.lamps p').textContent = known.words[0];
  }

  function say(name, values) {
    return words[name].replace(/\{(\w+)\}/g, function (_all, key) { return values[key]; });
  }

  function size(bytes) {
    return bytes < 1e6 ? say('kb', { size: Math.max(1, Math.round(bytes / 1000)) }) : say('mb', { size: (bytes / 1e6).toFixed(1).replace('.', words.point) });
  }

  function weight(files) { return files.reduce(function (sum, file) { return sum + file[2]; }, 0); }

  /* A sentence, how far it is ([done, total] or nothing), and what can be done now: [[words, act], …]. */
  function show(sentence, far, ways) {
    var wasHere = buttons.contains(d.activeElement);
    if (status.textContent !== sentence) { status.textContent = sentence; }
    bar.hidden = !far;
    if (far) { bar.max = far[1]; bar.value = far[0]; }
    buttons.textContent = '';
    ways.forEach(function (way) {
      var button = d.createElement('button');
      button.type = 'button';
      button.textContent = way[0];
      button.addEventListener('click', way[1]);
      buttons.appendChild(button);
      buttons.appendChild(d.createTextNode(' '));
    });
    if (wasHere) { (buttons.querySelector('button') || status).focus(); }
  }

  function failed() { show(words.failed, null, [[words.more, begin]]); }

  /* --- what there is --- */

  function takesAvif() {
    return new w.Promise(function (done) {
      var image = new w.Image();
      image.onload = function () { done(true); };
      image.onerror = function () { done(false); };
      image.src = AVIF;
    });
  }

  function listOf(tier) {
    return w.Promise.all([
      w.fetch(panel.getAttribute('data-keep') + '?tier=' + tier, { credentials: 'omit', cache: 'no-cache' }).then(function (reply) {
        if (!reply.ok) { throw new Error(reply.status); }
        return reply.json();
      }),
      takesAvif()
    ]).then(function (both) {
      both[0].files = both[0].files.filter(function (file) { return !(both[1] ? /\.jpeg$/ : /\.avif$/).test(file[0]); });
      return both[0];
    });
  }

  function pathOf(file) { return file[0].split('?')[0]; }

  /* Path -> hash of what is in the cache. */
  function heldIn(cache) {
    return cache.keys().then(function (requests) {
      return w.Promise.all(requests.map(function (request) {
        return cache.match(request).then(function (reply) { return [request.url.slice(w.location.origin.length), reply.headers.get('X-Kept')]; });
      }));
    }).then(function (pairs) {
      var held = {};
      pairs.forEach(function (pair) { held[pair[0]] = pair[1]; });
      return held;
    });
  }

  function missingIn(held, files) { return files.filter(function (file) { return held[pathOf(file)] !== file[1]; }); }

  /* --- fetching --- */

  function hashOf(bytes) {
    return w.crypto.subtle.digest('SHA-256', bytes).then(function (hash) {
      return [].map.call(new Uint8Array(hash), function (byte) { return (byte + 256).toString(16).slice(1); }).join('').slice(0, 32);
    });
  }

  /* Stored only when its bytes are those that were listed: a network's own page may come in its place. */
  function fetchInto(cache, file) {
    var isNamedByHash = /^\/objects\/|\.[0-9a-f]{12}\./.test(file[0]);
    return w.fetch(file[0], { credentials: 'omit', cache: isNamedByHash ? 'default' : 'no-cache' }).then(function (reply) {
      return reply.arrayBuffer().then(function (bytes) {
        return hashOf(bytes).then(function (hash) {
          var headers = { 'X-Kept': hash };
          if (hash !== file[1]) { throw new Error(file[0]); }
          ['Content-Type', 'Content-Security-Policy', 'Referrer-Policy', 'X-Content-Type-Options'].forEach(function (name) {
            if (reply.headers.get(name)) { headers[name] = reply.headers.get(name); }
          });
          return cache.put(pathOf(file), new w.Response(bytes, { headers: headers }));
        });
      });
    });
  }

  function putIndex(cache, list, isWhole) {
    var index = { title: list.title, lang: d.documentElement.lang, dir: d.documentElement.dir, path: here, tier: list.tier, whole: isWhole, files: list.files };
    return cache.put(INDEX, new w.Response(JSON.stringify(index), { headers: { 'Content-Type': 'application/json' } }));
  }

  function indexIn(cache) { return cache.match(INDEX).then(function (reply) { return reply && reply.json(); }); }

  /* A line that hangs is cut. */
  function inTime(work) {
    return new w.Promise(function (done, fail) {
      w.setTimeout(fail, PATIENCE);
      work.then(done, fail);
    });
  }

  /* Some at once, each going on with the next one. After the first failure those under way come to their end and no new one begins. */
  function fetchAll(cache, missing, told) {
    var next = 0, lost = [];
    function one() {
      var file = missing[next++];
      return file && !lost.length ? inTime(fetchInto(cache, file)).then(told).then(one) : null;
    }
    function chain() { return w.Promise.resolve().then(one).then(null, function (why) { lost.push(why); }); }
    return w.Promise.all(LINES.map(chain)).then(function () { if (lost.length) { throw lost[0]; } });
  }

  function keep(tier) {
    var cache, list, done = 0;
    function far() { return { done: done, total: list.files.length }; }
    function told() { done++; show(say('progress', far()), [done, list.files.length], []); }
    isCut = false;
    show(words.looking, [0, 1], []);
    workers.register(d.documentElement.getAttribute('data-up') + 'sw.js').then(function () { return listOf(tier); }).then(function (found) {
      list = found;
      return w.caches.open(NAME);
    }).then(function (found) {
      cache = found;
      return putIndex(cache, list, false);
    }).then(function () { return heldIn(cache); }).then(function (held) {
      var missing = missingIn(held, list.files);
      done = list.files.length - missing.length - 1;
      told();
      return fetchAll(cache, missing, told);
    }).then(function () { return tidy(cache, list); }).then(function () { return putIndex(cache, list, true); }).then(function () {
      showKept(list);
    }).then(null, function (why) {
      if (!list) { failed(); return; }
      isCut = true;
      show(say(why && why.name === 'QuotaExceededError' ? 'full' : 'cut', far()), [done, list.files.length], [[words.more, again], [words.remove, remove]]);
    });
    function again() { keep(tier); }
  }

  function tidy(cache, list) {
    var wanted = list.files.map(pathOf).concat(INDEX);
    return heldIn(cache).then(function (held) {
      return w.Promise.all(Object.keys(held).map(function (path) { return wanted.indexOf(path) < 0 && cache.delete(path); }));
    });
  }

  /* --- what can be done --- */

  function begin() {
    show(words.looking, null, []);
    w.Promise.all(['text', 'pictures'].map(listOf)).then(function (lists) {
      var text = weight(lists[0].files), pictures = weight(lists[1].files), ways = [[say('text', { size: size(text) }), function () { keep('text'); }]];
      if (pictures > text) { ways.push([say('pictures', { size: size(pictures) }), function () { keep('pictures'); }]); }
      show(say(ways[1] ? 'sizes' : 'size', { text: size(text), pictures: size(pictures) }), null, ways);
    }).then(null, failed);
  }

  function showKept(list) {
    show(say('kept', { size: size(weight(list.files)) }), null, [[words.remove, remove]]);
  }

  function remove() {
    var freed = 0;
    w.caches.open(NAME).then(function (cache) {
      return w.Promise.all([heldIn(cache), indexIn(cache)]);
    }).then(function (both) {
      freed = weight(both[1].files.filter(function (file) { return both[0][pathOf(file)]; }));
      return w.caches.delete(NAME);
    }).then(function () { return w.caches.keys(); }).then(function (names) {
      if (names.some(function (name) { return !name.indexOf(OURS); })) { return null; }
      return workers.getRegistrations().then(function (all) { return w.Promise.all(all.map(function (one) { return one.unregister(); })); });
    }).then(function () {
      show(say('removed', { size: size(freed) }), null, [[words.begin, begin]]);
    }).then(null, failed);
  }

  /* A kept course asks once whether it is still the newest; nothing is fetched for that but the list. */
  function look(cache, index) {
    showKept(index);
    listOf(index.tier).then(function (list) {
      return heldIn(cache).then(function (held) {
        var missing = missingIn(held, list.files), more = size(weight(missing));
        function update() { keep(index.tier); }
        if (missing.length) { show(say('newer', { size: more }), null, [[say('update', { size: more }), update], [words.remove, remove]]); }
      });
    }).then(null, function () { return; });
  }

  function resume(cache, index) {
    heldIn(cache).then(function (held) {
      var total = index.files.length, done = total - missingIn(held, index.files).length;
      function again() { keep(index.tier); }
      isCut = index.tier;
      show(say('cut', { done: done, total: total }), [done, total], [[words.more, again], [words.remove, remove]]);
    });
  }

  panel.hidden = false;
  w.caches.has(NAME).then(function (isKept) {
    return isKept && w.caches.open(NAME).then(function (cache) {
      return indexIn(cache).then(function (index) {
        if (index && index.whole) { look(cache, index); } else if (index) { resume(cache, index); }
        return index;
      });
    });
  }).then(function (index) {
    if (!index) { show('', null, [[words.begin, begin]]); }
  }, failed);
  w.addEventListener('online', function () { if (isCut && buttons.firstChild) { buttons.firstChild.click(); } });
}(window, document));
