/* Brings home what was answered in a bundle: as a file for all learners of this device, or as QR codes for one; and reads the receipt
   that comes back. Its words stand in the page. What it keeps for itself is "mwanga/device": {seed, id, n, code, first, round}, the device's own
   key, how many files it made, the code that a guest was given, and which guest it is. Nothing is sent anywhere. ES5; needs rooms.js, verify/, sign.js,
   home-codes.js, home-receipt.js, qr-write.js. */
(function (w, d) {
  'use strict';

  var my = w.mwangaVerify, rooms = w.MwangaRooms, page = d.querySelector('[data-home]'), MOST = 2000;
  var words = JSON.parse(page.getAttribute('data-words')), codes = [], shown = 0, stop = null;

  function one(name) { return page.querySelector('[data-' + name + ']'); }

  function filled(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  }

  function base64url(bytes) {
    return w.btoa(my.latin1(bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  }

  function now() { return new Date().toISOString(); }

  /* --- this device --- */

  /* The device's own key, made at first use. Null where a browser has no good source of chance, or no room for it. */
  function device() {
    var known = rooms.read('mwanga/device'), seed, chance = w.crypto || w.msCrypto;
    if (known && /^[0-9a-f]{64}$/.test(known.seed)) { return known; }
    if (!chance || !chance.getRandomValues) { return null; }
    seed = chance.getRandomValues(new Uint8Array(32));
    known = { seed: my.hex(seed), id: my.hex(my.sha256(w.mwangaSign.keyOf(seed)).subarray(0, 16)), n: 0, code: '' };
    return rooms.keep('mwanga/device', known) ? known : null;
  }

  /* The guest's number: the same on this device until the guest's answers are cleared (a UUID of version 8, from a hash). */
  function guestOf(mine) {
    var bytes = my.sha256(my.utf8(mine.id + 'guest' + (mine.round || ''))).subarray(0, 16);
    bytes[6] = bytes[6] & 15 | 128;
    bytes[8] = bytes[8] & 63 | 128;
    return my.uuid(bytes);
  }

  /* Whoever cleared the guest's answers was the last of them: the next guest is somebody else, without the code of the first. */
  function sameGuest(mine) {
    var uuids = rooms.kept('', 'answer/').map(function (key) { return key.split('/answer/')[1]; });
    if (mine.first && uuids.indexOf(mine.first) < 0) {
      mine.round = (mine.round || 0) + 1;
      mine.first = mine.code = '';
    }
    mine.first = mine.first || uuids[0] || '';
    rooms.keep('mwanga/device', mine);
    return mine;
  }

  /* Everything that is not brought home yet, by learner: {id, code, answers, claims, plays}. */
  function gathered() {
    var mine = sameGuest(device()), guest = guestOf(mine), learners = {};
    function take(kind, list) {
      rooms.kept(undefined, kind).forEach(function (key) {
        var value = rooms.read(key), room = /^mwanga\/@([^/]+)/.exec(key), id = room ? room[1] : guest;
        if (!value || value.home || !(value.uuid || value.course)) { return; }
        learners[id] = learners[id] || { id: id, code: (room ? rooms.learner(id) || {} : mine).code || '', answers: [], claims: [], plays: [] };
        learners[id][list].push(value);
      });
    }
    take('answer/', 'answers');
    take('claim', 'claims');
    take('result/', 'plays');
    return Object.keys(learners).sort().map(function (id) { return learners[id]; });
  }

  function count(learners, kind) { return learners.reduce(function (sum, learner) { return sum + learner[kind].length; }, 0); }

  /* --- a file --- */

  function rowsOf(answers) {
    return answers.map(function (a) { return [a.uuid, a.lesson, a.language, a.version, a.question, a.response, a.occurred_at]; });
  }

  function playRowsOf(plays) {
    return plays.map(function (p) { return [p.uuid, p.path, p.card, p.hash, p.statement, p.occurred_at]; });
  }

  /* At most so many answers: the rest goes into the next file. */
  function payload(learners) {
    var left = MOST, leftPlays = MOST;
    return { bundle: page.getAttribute('data-bundle') || '', exported_at: now(), learners: learners.map(function (learner) {
      var some = learner.answers.slice(0, left), played = learner.plays.slice(0, leftPlays), told;
      left -= some.length;
      leftPlays -= played.length;
      told = { id: learner.id, code: learner.code, answers: rowsOf(some), claims: learner.claims.map(function (claim) {
        return { course: claim.course, course_version: claim.course_version, at: claim.at };
      }) };
      if (played.length) { told.plays = playRowsOf(played); }
      return told;
    }) };
  }

  function makeFile(done) {
    var mine = device(), seed = w.mwangaCodes.fromHex(mine.seed), data = my.utf8(JSON.stringify(payload(gathered())));
    w.mwangaSign.sign(seed, my.joined([my.utf8('mwanga-results-1\n'), data]), function (signature) {
      mine.n = (mine.n || 0) + 1;
      rooms.keep('mwanga/device', mine);
      done('results-' + page.getAttribute('data-course') + '-' + mine.id.slice(0, 8) + '-' + mine.n + '.json', JSON.stringify({
        mwanga: 'results', schema: 1, device: mine.id, key: base64url(w.mwangaSign.keyOf(seed)), payload: base64url(data),
        signature: base64url(signature)
      }));
    });
  }

  /* A download where the browser allows it, and in any case the text to copy. */
  function hand(name, text) {
    var link = d.createElement('a'), area = one('text');
    try {
      link.href = w.URL.createObjectURL(new w.Blob([text], { type: 'application/json' }));
      link.download = name;
      d.body.appendChild(link);
      link.click();
      d.body.removeChild(link);
    } catch (refusal) { link = null; }
    area.value = text;
    one('made').textContent = filled(words.made, { name: name });
    one('file').hidden = false;
  }

  /* --- codes --- */

  function nameOf(id) { return rooms.called(id, words.faces) || words.guest; }

  function show() {
    var text = filled(words.part, { part: shown + 1, parts: codes.length });
    w.mwangaQrWrite.draw(one('picture'), w.mwangaQrWrite.modules(codes[shown]), text);
    one('part').textContent = text;
    one('next').hidden = codes.length < 2;
    one('code').hidden = false;
  }

  function showCodes(learner) {
    one('whose').textContent = nameOf(learner.id);
    w.mwangaCodes.texts(w.mwangaCodes.fromHex(device().seed), learner, function (texts) {
      codes = texts;
      shown = 0;
      if (codes.length) { show(); }
    });
  }

  /* --- a receipt --- */

  function say(sentences) {
    var place = one('said');
    place.innerHTML = '';
    sentences.forEach(function (sentence) {
      var line = d.createElement('p');
      line.textContent = sentence;
      place.appendChild(line);
    });
    place.focus();
  }

  function took(text) {
    w.mwangaReceipt.take(text, { device: device(), guest: guestOf(device()), words: words, name: nameOf, filled: filled }, function (sentences) {
      say(sentences);
      draw();
    });
  }

  function readFile(input, done) {
    var reader = new w.FileReader();
    reader.onload = function () { done(String(reader.result)); };
    reader.onerror = function () { say([words.no_receipt]); };
    reader.readAsText(input.files[0]);
    input.value = '';
  }

  /* --- the camera --- */

  function problem(why) {
    one('camera').hidden = true;
    [].forEach.call(page.querySelectorAll('[data-problem]'), function (line) { line.hidden = line.getAttribute('data-problem') !== why; });
  }

  function scanned(text) {
    problem('');
    took(text);
  }

  function scanner(act) {
    var script;
    problem('');
    if (w.mwangaCamera) { return act(); }
    script = d.createElement('script');
    script.src = page.getAttribute('data-scan-src');
    script.onload = function () { if (w.mwangaCamera) { act(); } else { problem('failed'); } };
    script.onerror = function () { problem('failed'); };
    d.head.appendChild(script);
  }

  function scan() {
    scanner(function () {
      one('camera').hidden = false;
      stop = w.mwangaCamera.start(page.querySelector('video'), scanned, problem);
    });
  }

  /* --- the page --- */

  function draw() {
    var learners = gathered(), total = count(learners, 'answers'), plays = count(learners, 'plays'), list = one('learners');
    one('count').textContent = filled(words.count, { count: total });
    one('plays').textContent = filled(words.plays, { count: plays });
    one('plays').hidden = !plays;
    list.innerHTML = '';
    learners.forEach(function (learner) {
      if (!learner.answers.length && !learner.claims.length) { return; }
      var line = d.createElement('li'), button = d.createElement('button');
      button.type = 'button';
      button.textContent = filled(words.show, { who: nameOf(learner.id), count: learner.answers.length });
      button.onclick = function () { showCodes(learner); };
      line.appendChild(button);
      list.appendChild(line);
    });
    one('make').hidden = one('learners').hidden = !learners.length;
    one('none').hidden = !!learners.length;
    one('more').hidden = total <= MOST;
  }

  if (!rooms.isOpen) { return; }
  if (!device()) {
    one('old').hidden = false;
    return;
  }
  one('make').onclick = function () { makeFile(hand); };
  one('next').onclick = function () {
    shown = (shown + 1) % codes.length;
    show();
  };
  one('receipt').onchange = function () { if (this.files.length) { readFile(this, took); } };
  one('paste').onsubmit = function (event) {
    event.preventDefault();
    took(this.elements.text.value);
  };
  one('scan').onclick = scan;
  one('stop').onclick = function () {
    if (stop) { stop(); }
    problem('');
  };
  one('photo').onchange = function () {
    var file = this.files && this.files[0];
    if (file) { scanner(function () { stop = w.mwangaCamera.photo(file, scanned, problem); }); }
    this.value = '';
  };
  one('ways').hidden = false;
  draw();
}(window, document));
