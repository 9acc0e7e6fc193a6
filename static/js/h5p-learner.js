/* The page around an H5P frame: shows it, and sends what comes out of it. h5p-host.js has checked each message before.
   A result is kept on this phone first, as an answer is ("mwanga:out:<uuid>"), then sent; where that fails, outbox.js sends it later.
   Where somebody is in the content is only sent. All of it is tied to the seal of whose page this is. ES5. */
(function (w, d) {
  'use strict';
  var frame = d.querySelector('iframe[data-src]'), line = d.getElementById('kept'), page = w.MwangaLesson, words = w.MWANGA_WORDS || {};
  var WORTH_SENDING = /(answered|completed|passed|failed|mastered|experienced|consume)$/, LATER = 60000, REST = 2000;
  var LARGEST_WAITING = 12000; /* twenty of them fit into one message of outbox.js */
  var seal = d.getElementById('main').getAttribute('data-me'), isNew, places = {}, timer;
  if (!frame || !w.mwangaH5P) { return; }

  function given(name) { return frame.getAttribute('data-' + name); }

  function say(text) { line.textContent = text || ''; }

  function nothing() { return; }

  function uuid() {
    var b = w.crypto.getRandomValues(new Uint8Array(16)), s = '', i;
    b[6] = b[6] & 15 | 64;
    b[8] = b[8] & 63 | 128;
    for (i = 0; i < 16; i++) { s += (i > 3 && i < 11 && i % 2 === 0 ? '-' : '') + (b[i] + 256).toString(16).slice(1); }
    return s;
  }

  /* Calls done() once it is there, refused(why) when it never will be, lost() when the line broke. */
  function post(name, body, does) {
    var text = JSON.stringify(body);
    w.fetch(page.up + 'api/h5p/' + name, {
      method: 'POST', credentials: 'same-origin', body: text, keepalive: text.length < 20000,
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'Accept-Language': d.documentElement.lang }
    }).then(function (reply) {
      if (reply.ok) { does.done(); } else if (reply.status > 499) { does.lost(); } else {
        return reply.json().then(function (data) { does.refused(data.error); });
      }
    }).then(null, does.lost);
  }

  /* No name, no words of the question: what the server reads, and no more. */
  function lean(statement) {
    var target = statement.object || {}, around = (statement.context || {}).contextActivities || {};
    return {
      verb: { id: statement.verb.id }, object: { id: target.id, definition: { extensions: (target.definition || {}).extensions } },
      context: { contextActivities: { parent: around.parent, category: around.category } }, result: statement.result
    };
  }

  function bytes(record) { return w.unescape(encodeURIComponent(JSON.stringify(record))).length; }

  function outbox(act) {
    function loaded() { if (w.MwangaMine) { act(w.MwangaMine); } }
    if (w.MwangaMine) { loaded(); } else { page.load(page.up + page.text('mine'), loaded, nothing); }
  }

  function later() {
    outbox(function (box) {
      box.send(function (left) {
        if (left.length) { w.setTimeout(later, LATER); } else { say(words.sent); }
      });
    });
  }

  function result(statement) {
    var record = {
      uuid: uuid(), path: given('path'), card: given('card'), hash: given('hash'), statement: lean(statement),
      occurred_at: new Date().toISOString(), by: seal
    }, name = 'out:' + record.uuid, isKept = bytes(record) <= LARGEST_WAITING && page.keep(name, record);
    function tell(text) { if (statement.result) { say(text); } }
    function send() {
      post('results', record, {
        done: function () { page.keep(name); tell(words.sent); },
        refused: function (why) { page.keep(name); tell(why); },
        lost: function () {
          tell(isKept ? words.waits : words.failed);
          if (isKept) { later(); } else { w.setTimeout(send, LATER); }
        }
      });
    }
    tell(isKept ? words.phone : words.wait);
    send();
  }

  function sendPlaces() {
    Object.keys(places).forEach(function (key) {
      var place = places[key];
      delete places[key];
      post('state', place, {
        done: function () { if (!line.textContent) { say(line.getAttribute('data-place')); } },
        refused: say,
        lost: function () { places[key] = places[key] || place; wait(LATER / 2); }
      });
    });
  }

  function wait(time) {
    w.clearTimeout(timer);
    timer = w.setTimeout(sendPlaces, time);
  }

  function place(data) {
    var part = data.subContentId || '';
    places[part + '/' + data.dataType] = { path: given('path'), card: given('card'), hash: given('hash'), by: seal, type: data.dataType, part: part, data: data.data };
    wait(REST);
  }

  /* Whoever plays touches the frame and not the page: a phone that others use stays open (shared.js). */
  function touched() {
    var event = d.createEvent('Event');
    event.initEvent('scroll', false, false);
    w.dispatchEvent(event);
  }

  function viewed() {
    isNew = false;
    result({ verb: { id: 'http://adlnet.gov/expapi/verbs/experienced' }, object: {} });
  }

  frame.addEventListener('h5p', function (event) {
    var t = event.detail.t, data = event.detail.d || {};
    if (t === 'ready') { say(''); if (isNew && page) { viewed(); } }
    if (t === 'fail') { say(line.getAttribute('data-failed')); }
    if (!page) { return; }
    if (t === 'xapi' && data.verb && WORTH_SENDING.test(data.verb.id)) { touched(); result(data); }
    if (t === 'state' && data.dataType) { touched(); place(data); }
  });
  w.addEventListener('pagehide', sendPlaces);
  d.addEventListener('visibilitychange', function () { if (d.hidden) { sendPlaces(); } });
  isNew = frame.hasAttribute('data-new');
  say(line.getAttribute('data-loading'));
  frame.style.cssText = 'display:block;width:100%;height:240px;border:0';
  frame.hidden = false;
  w.mwangaH5P(frame, given('nonce')); /* which loads it, too */
}(window, document));
