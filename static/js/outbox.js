/* Answers that wait for a line: kept here under the uuid they got in the page, sent to /api/answers, taken out by its receipts.
   The same uuid twice is one answer, so it does no harm when two tabs send, or when a receipt is lost.
   Each is tied to who gave it ("by"): with the server's seal, or with a number of this phone's until there is one. So whoever opens
   the phone next sees nothing of it, and it never counts as theirs. IndexedDB "mwanga", store "outbox". lesson.js hands an answer
   over in local storage, "mwanga:out:<uuid>", for it may not have been able to load this; where IndexedDB is closed it stays there.
   "mwanga:out" counts what is in the store. ES5. */
(function (w, d) {
  'use strict';
  if (w.MwangaMine) { return; }
  var page = w.MwangaLesson, ticks = w.MwangaTicks, words = w.MWANGA_MINE_WORDS;
  var MOST = 20, PATIENCE = 60000, HELD = 'mwanga:out:';
  var FIRST = 3000, pause = FIRST, opened, running, again;

  Object.keys(words).forEach(function (name) { w.MWANGA_WORDS[name] = words[name]; });

  function nothing() { return; }

  /* --- what waits --- */

  function database() {
    opened = opened || new w.Promise(function (done, fail) {
      var asked = w.indexedDB.open('mwanga', 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore('outbox', { keyPath: 'uuid' }); };
      asked.onerror = asked.onblocked = fail;
      asked.onsuccess = function () {
        asked.result.onversionchange = function () { /* cleared: nothing opens it anew in this page */
          asked.result.close();
          (opened = w.Promise.reject()).then(null, nothing);
        };
        done(asked.result);
      };
    });
    return opened;
  }

  function store(mode, act) {
    return database().then(function (base) {
      return new w.Promise(function (done, fail) {
        var change = base.transaction('outbox', mode), asked = act(change.objectStore('outbox'));
        change.oncomplete = function () { done(asked.result); };
        change.onabort = change.onerror = fail;
      });
    });
  }

  function held() {
    try {
      return Object.keys(w.localStorage).filter(function (key) { return !key.indexOf(HELD); }).map(function (key) {
        return page.kept(key.slice(7));
      });
    } catch (refused) { return []; }
  }

  function all() {
    return store('readonly', function (box) { return box.getAll(); }).then(null, function () { return []; }).then(function (records) {
      var known = records.map(function (record) { return record.uuid; });
      return records.concat(held().filter(function (record) { return known.indexOf(record.uuid) < 0; })).sort(function (a, b) {
        return a.occurred_at < b.occurred_at ? -1 : 1;
      });
    });
  }

  function who() {
    var known = ticks.me();
    if (!known.who && !known.tag) {
      known.tag = Date.now();
      page.keep('me', known);
    }
    return known.who || known.tag;
  }

  function isOwn(record) { return record.by === ticks.me().who || record.by === ticks.me().tag; }

  function put(record) {
    var isKept;
    record.by = record.by || who();
    isKept = page.keep('out:' + record.uuid, record);
    return store('readwrite', function (box) { return box.put(record); }).then(function () {
      page.keep('out', 1);
      page.keep('out:' + record.uuid);
      return true;
    }, function () { return isKept; });
  }

  function remove(uuid) {
    page.keep('out:' + uuid);
    return store('readwrite', function (box) { return box.delete(uuid); }).then(null, nothing);
  }

  /* How many of theirs wait, told on every page that loads this; before the phone is cleared, how many there are at all. */
  function count() {
    return all().then(function (records) {
      var line = d.querySelector('.waiting'), title = d.querySelector('main h1');
      var told = (d.querySelector('[data-clear]') ? records : records.filter(isOwn)).length;
      page.keep('out', records.length);
      if (!line && told) {
        line = page.make('p', '', 'note waiting');
        title.parentNode.insertBefore(line, title.nextSibling);
      }
      if (line && !told) { line.parentNode.removeChild(line); } else if (line) { line.textContent = page.text('waiting').replace('{count}', told); }
      return records;
    });
  }

  /* --- one answer --- */

  function formOf(record) {
    return [].filter.call(page.forms, function (form) {
      return isOwn(record) && page.base.split('/').slice(3, 7).join('/') === record.path && form.elements.question.value === record.name;
    })[0];
  }

  function add(form, record, fail) {
    put(record).then(function (isKept) {
      if (!isKept) { fail(); return; }
      if (form.querySelector('.verdict').textContent !== page.text('waits')) { page.say(form, page.text('waits')); }
      grade(form, record);
      count();
    });
  }

  /* Only a course kept on this phone has its answers here. Then the record names the lesson by its key: its address may change. */
  function grade(form, record) {
    var version = form.elements.version.value;
    if (!w.navigator.serviceWorker || !w.navigator.serviceWorker.controller) { return; }
    function keepGraded(graded, result) {
      var right = [];
      ticks.read(function (_course, own) { right = own.right; });
      if (result.correct && right.indexOf(record.name) < 0) { right = right.concat(record.name); }
      result.lesson = { complete: w.MwangaOffline.isComplete(right.length, Object.keys(w.MWANGA_ANSWERS.questions).length) };
      result.saved = 'waits';
      delete graded.correct;
      graded.path = record.path;
      graded.name = record.name;
      graded.occurred_at = record.occurred_at;
      graded.by = record.by;
      put(graded);
      ticks.remember(form, result);
    }
    function rules() {
      if (!w.MwangaOffline || !w.MWANGA_ANSWERS || '' + w.MWANGA_ANSWERS.version !== version) { return; }
      w.MwangaOffline.answer(form, function (result) {
        if (!result.saved) { remove(record.uuid).then(count); } /* it does not fit the question: nothing to send */
        page.show(form, result);
      }, keepGraded);
    }
    page.load(page.base + 'answers.js', function () { page.load(page.up + 'static/offline/grade.js', rules, nothing); }, nothing);
  }

  /* What became of an answer, told below its question if that is here. */
  function settle(record, receipt) {
    var form = formOf(record), isLive = form && form.elements.uuid.value === record.uuid, line;
    if (receipt.status === 'refused') {
      if (form) { page.say(form, receipt.reason, 'no'); } else if (isOwn(record)) {
        line = page.make('p', receipt.reason, 'note error');
        line.setAttribute('role', 'alert');
        d.querySelector('main h1').parentNode.insertBefore(line, d.querySelector('main h1').nextSibling);
      }
      return remove(record.uuid);
    }
    if (isLive && form.querySelector('.verdict small')) {
      form.querySelector('.verdict small').textContent = page.text('arrived');
    } else if (isLive) {
      page.show(form, { correct: receipt.correct, score: receipt.score, feedback: [], summary: '', saved: 'arrived' });
    } else if (form) {
      ticks.tick(form, 'arrived', receipt.correct ? 'yes' : 'no');
    }
    if (form) { ticks.remember(form, receipt); }
    return remove(record.uuid);
  }

  /* --- sending --- */

  function post(batch) {
    return new w.Promise(function (done, fail) {
      w.setTimeout(fail, PATIENCE);
      w.fetch(page.up + 'api/answers', {
        method: 'POST', credentials: 'same-origin', body: JSON.stringify({ answers: batch, here: ticks.me().tag }),
        headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'Accept-Language': d.documentElement.lang }
      }).then(function (reply) { return reply.json(); }).then(function (data) {
        if (data.receipts.length === batch.length) { done(data); } else { fail(); }
      }).then(null, fail);
    });
  }

  function round() {
    return all().then(function (records) {
      var batch = records.slice(0, MOST);
      return batch.length && post(batch).then(function (data) {
        ticks.belongs(data.who);
        return w.Promise.all(batch.map(function (record, place) { return settle(record, data.receipts[place]); })).then(round);
      });
    });
  }

  /* Sends all that waits, oldest first, then calls next(), whether that worked or not. One tab at a time where browsers can say so. */
  function send(next) {
    var locks = w.navigator.locks;
    running = running || (locks ? locks.request('mwanga-out', round) : round()).then(nothing, nothing).then(function () {
      running = null;
      return count();
    }).then(function (left) {
      w.clearTimeout(again);
      /* The line may be back a little after the browser says so, or without its saying so. */
      if (left.length) { again = w.setTimeout(send, pause); }
      pause = left.length ? Math.min(2 * pause, PATIENCE) : FIRST;
      return left;
    });
    running.then(next || nothing);
  }

  /* Whoever has been answered before has a cookie: her answers may arrive in any order. */
  function first(next) { if (ticks.me().who) { next(); } else { send(next); } }

  function accepted(form, result) {
    ticks.belongs(result.who);
    ticks.remember(form, result);
    if (page.holds('out')) { send(); }
  }

  function open() {
    held().forEach(put); /* before another person may be found to have come */
    ticks.open();
    if (!page.holds('out')) { ticks.ask(); return; }
    count().then(function (records) {
      records.forEach(function (record) { if (formOf(record)) { ticks.tick(formOf(record), 'waits', ''); } });
      if (!records.length) { ticks.ask(); return; }
      send(function (left) {
        /* My learning was drawn without them. */
        if (d.querySelector('[data-me]') && left.length < records.length) { w.location.reload(); }
        ticks.ask();
      });
    });
  }

  w.addEventListener('online', function () { pause = FIRST; });

  w.MwangaMine = { accepted: accepted, add: add, first: first, open: open, send: send };
}(window, document));
