/* The page around an H5P content in a bundle: puts it into a frame of nobody's origin, which can load nothing, and keeps what comes
   out of it on this device: "<room>play/<content>", where somebody is in it, and "<room>result/<uuid>", what was answered.
   h5p-host.js has checked each message before. What the frame needs stands in MWANGA_H5P. Nothing is sent anywhere. ES5. */
(function (w, d) {
  'use strict';
  var WORTH_KEEPING = /(answered|completed|passed|failed|mastered|experienced|consume)$/, STATE = 65536, RESULT = 16384, ALL = 1000000;
  var POLICY = "; style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:; font-src data:; connect-src data: blob:; " +
    "base-uri 'none'; form-action 'none'";
  var frame = d.querySelector('iframe[data-content]'), line = d.getElementById('kept'), rooms = w.MwangaRooms, parts = w.MWANGA_H5P || {};
  var who, here, kept, nonce;
  if (!frame || !w.mwangaH5P) { return; }

  function given(name) { return frame.getAttribute('data-' + name); }

  function say(name) { line.textContent = name ? line.getAttribute('data-' + name) : ''; }

  /* Version 4. An empty text where a browser has no good source of chance. */
  function uuid() {
    var chance = w.crypto || w.msCrypto, b, s = '', i;
    if (!chance || !chance.getRandomValues) { return ''; }
    b = chance.getRandomValues(new Uint8Array(16));
    b[6] = b[6] & 15 | 64;
    b[8] = b[8] & 63 | 128;
    for (i = 0; i < 16; i++) { s += (i > 3 && i < 11 && i % 2 === 0 ? '-' : '') + (b[i] + 256).toString(16).slice(1); }
    return s;
  }

  function bytes(value) { return unescape(encodeURIComponent(JSON.stringify(value))).length; }

  /* --- what is kept --- */

  /* Contents may fill no more of the device's store than this: answers need it more. */
  function fits(value) {
    var all = rooms.kept(undefined, 'play/').concat(rooms.kept(undefined, 'result/'));
    return all.reduce(function (sum, key) { return sum + (w.localStorage.getItem(key) || '').length; }, bytes(value)) < ALL;
  }

  function place(data) {
    var key = (data.subContentId ? data.subContentId + '/' : '') + data.dataType, before = kept.types[key];
    if (data.data === null) { delete kept.types[key]; } else { kept.types[key] = data.data; }
    if (bytes(kept) > STATE || !fits(kept) || !rooms.keep(here, kept)) {
      if (before === undefined) { delete kept.types[key]; } else { kept.types[key] = before; }
      return;
    }
    if (!line.textContent) { say('place'); }
  }

  /* No name, no words of the question: what counts, and no more. Numbers with a point go home as text. */
  function lean(statement) {
    var target = statement.object || {}, around = (statement.context || {}).contextActivities || {};
    return {
      verb: { id: statement.verb.id }, object: { id: target.id, definition: { extensions: (target.definition || {}).extensions } },
      context: { contextActivities: { parent: around.parent, category: around.category } }, result: statement.result
    };
  }

  function result(statement) {
    var record = {
      uuid: uuid(), path: given('path'), card: given('card'), hash: given('hash'), content: given('content'),
      statement: JSON.stringify(lean(statement)), occurred_at: new Date().toISOString()
    }, isKept = record.uuid && bytes(record) <= RESULT && fits(record);
    isKept = isKept && rooms.keep(rooms.room(given('course'), who) + 'result/' + record.uuid, record);
    if (statement.result) { say(isKept ? 'saved' : 'full'); }
  }

  /* Whoever plays touches the frame and not the page: the device does not ask again who is there. */
  function touched() { if (who) { rooms.keep('mwanga/seen', Date.now()); } }

  function opened() {
    say('');
    if (!kept || kept.viewed) { return; }
    kept.viewed = true;
    if (rooms.keep(here, kept)) { result({ verb: { id: 'http://adlnet.gov/expapi/verbs/experienced' }, object: {} }); }
  }

  frame.addEventListener('h5p', function (event) {
    var t = event.detail.t, data = event.detail.d || {};
    if (t === 'ready') { opened(); }
    if (t === 'fail') { say('failed'); }
    if (!kept) { return; }
    if (t === 'xapi' && data.verb && WORTH_KEEPING.test(data.verb.id)) { touched(); result(data); }
    if (t === 'state' && data.dataType) { touched(); place(data); }
  });

  /* --- what the frame is given --- */

  function blob(file) {
    var text = w.atob(file.data), data = new Uint8Array(text.length), i;
    for (i = 0; i < text.length; i++) { data[i] = text.charCodeAt(i); }
    return new w.Blob([data], { type: file.type });
  }

  function filesOf(content) {
    var files = {}, made = {};
    Object.keys(content.files).forEach(function (path) {
      var name = content.files[path];
      made[name] = made[name] || blob(parts[name]);
      files[path] = made[name];
    });
    Object.keys(made).forEach(function (name) { delete parts[name]; });
    return files;
  }

  function all() {
    var content = parts.content, own = content.integration;
    own.contents['cid-1'].contentUserData = [kept ? kept.types : {}];
    return {
      core: parts.core, libraries: parts.libraries, integration: own, files: filesOf(content), nonce: nonce,
      language: given('language'), dir: given('dir')
    };
  }

  /* A content that was changed since is begun anew. */
  function remember() {
    if (!rooms || !rooms.isOpen) { return; }
    who = rooms.now();
    here = rooms.room(given('course'), who) + 'play/' + given('content');
    kept = rooms.read(here);
    if (!kept || kept.hash !== given('hash') || !kept.types) { kept = { hash: given('hash'), types: {}, viewed: !!(kept && kept.viewed) }; }
  }

  /* Only what these parts hold may run, in a frame that a library makes too. All but the core begins with the guard, which takes calls
     between browsers away. */
  function policy() {
    return "default-src 'none'; script-src " + parts.core.hashes.concat(parts.libraries.hashes).join(' ') + " 'unsafe-eval'" + POLICY;
  }

  function start() {
    if (!parts.core || !parts.libraries || !parts.content) { say('failed'); return; }
    say('loading');
    remember();
    nonce = uuid() || String(Math.random()).slice(2) + String(Math.random()).slice(2);
    frame.hidden = false;
    w.mwangaH5P(frame, nonce);
    frame.onload = function () {
      frame.onload = null;
      frame.contentWindow.postMessage({ mwangaGiven: all() }, '*');
    };
    frame.srcdoc = '<!DOCTYPE html><html class="h5p-iframe"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="' +
      policy() + '"><meta name="viewport" content="width=device-width,initial-scale=1"></head><body><div class="h5p-content" ' +
      'data-content-id="1"></div><script>' + parts.core.start + '</' + 'script></body></html>';
  }

  start();
}(window, document));
