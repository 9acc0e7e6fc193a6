/* Fetches a file piece by piece, keeps the pieces in this browser, goes on after a cut or a restart, and hands the file out once its
   SHA-256 is the one that was named. Works on plain http: no worker, no Web Crypto. Where nothing can be kept, the pieces stay in the
   open page, and it says so. Every word it shows stands in the page already. ES5. */
(function (w, d) {
  'use strict';
  var root = d.querySelector('[data-fetch]'), words = JSON.parse(root.getAttribute('data-words'));
  var href = root.getAttribute('data-fetch'), hash = root.getAttribute('data-sha'), total = +root.getAttribute('data-size');
  var status = root.querySelector('[role=status]'), bar = root.querySelector('progress'), ways = root.querySelector('.keep');
  var DATABASE = 'mwanga-files', STORE = 'pieces', LEAST = 32768, FIRST = 65536, MOST = 1048576;
  var FAST = 4000, SLOW = 20000, PATIENCE = 45000, LONGEST_WAIT = 60000;
  var shelf = null, memory = {}, have = 0, starts = [], piece = FIRST, request = null, timer = 0, pause = 1000, isWanted = false;

  /* --- what is shown --- */

  function size(bytes) {
    return bytes < 1e6 ? say('kb', { size: Math.max(bytes ? 1 : 0, Math.round(bytes / 1000)) }) : say('mb', { size: (bytes / 1e6).toFixed(1).replace('.', words.point) });
  }

  function say(name, values) {
    return words[name].replace(/\{(\w+)\}/g, function (_all, key) { return values[key]; });
  }

  /* A sentence by its name, whether the bar is shown, and what can be done now: [[words, act], …]. The state is also for tests. */
  function show(name, isFar, acts) {
    var wasHere = ways.contains(d.activeElement), sentence = say(name, { done: size(have), total: size(total), need: size(total - have) });
    root.setAttribute('data-state', name);
    if (status.textContent !== sentence) { status.textContent = sentence; }
    bar.hidden = !isFar;
    bar.max = total;
    bar.value = have;
    ways.textContent = '';
    acts.forEach(function (act) {
      ways.appendChild(act.nodeType ? act : button(act[0], act[1]));
      ways.appendChild(d.createTextNode(' '));
    });
    if (wasHere) { (ways.querySelector('button,a') || status).focus(); }
  }

  function button(text, act) {
    var made = d.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.addEventListener('click', act);
    return made;
  }

  function showWaiting() {
    if (have) { show('kept', true, [[words.more, begin], [words.remove, remove]]); } else { show('ready', false, [[words.begin, begin]]); }
  }

  /* --- where pieces are kept: [hash, start] -> bytes; [hash, -1] -> the starts of those that are here, written together with them --- */

  function open(done) {
    var asked;
    function without() { shelf = null; done(); }
    try {
      asked = w.indexedDB.open(DATABASE, 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore(STORE); };
      asked.onsuccess = function () {
        shelf = asked.result;
        done();
      };
      asked.onerror = asked.onblocked = without;
    } catch (refused) { without(); }
  }

  function key(start) { return hash + ' ' + start; }

  /* Calls back with what is kept under a key, or with undefined. */
  function kept(start, done) {
    var asked;
    if (!shelf) { done(memory[start]); return; }
    asked = shelf.transaction(STORE, 'readonly').objectStore(STORE).get(key(start));
    asked.onsuccess = function () { done(asked.result); };
    asked.onerror = function () { done(undefined); };
  }

  /* Keeps a piece, unless another tab was faster; then what that one has is taken over. */
  function keep(start, bytes, done, failed) {
    var work, store, asked, list, later;
    if (!shelf) {
      memory[start] = bytes;
      memory['-1'] = { have: start + bytes.byteLength, starts: starts.concat(start) };
      done(memory['-1']);
      return;
    }
    try {
      work = shelf.transaction(STORE, 'readwrite');
    } catch (closed) { failed(closed); return; }
    store = work.objectStore(STORE);
    asked = store.get(key(-1));
    asked.onsuccess = function () {
      list = asked.result || { have: 0, starts: [] };
      later = list;
      if (list.have === start) {
        later = { have: start + bytes.byteLength, starts: list.starts.concat(start) };
        store.put(bytes, key(start));
        store.put(later, key(-1));
      }
    };
    work.oncomplete = function () { done(later); };
    work.onerror = work.onabort = function () { failed(work.error); };
  }

  function drop(done) {
    var work, store;
    memory = {};
    if (!shelf) { done(); return; }
    work = shelf.transaction(STORE, 'readwrite');
    store = work.objectStore(STORE);
    starts.concat(-1).forEach(function (start) { store.delete(key(start)); });
    work.oncomplete = work.onerror = work.onabort = done;
  }

  function takeOver(list) {
    have = list ? list.have : 0;
    starts = list ? list.starts : [];
  }

  /* --- fetching --- */

  function begin() {
    isWanted = true;
    pause = 1000;
    room(function (isRoom) { if (isRoom) { next(); } else { show('full', have > 0, [[words.again, begin]].concat(have ? [[words.remove, remove]] : [])); } });
  }

  /* The pieces need their room, and the file the same once more when it is saved. */
  function room(done) {
    var storage = w.navigator.storage;
    function unknown() { done(true); }
    if (!shelf || !storage || !storage.estimate) { unknown(); return; }
    storage.estimate().then(function (found) { done(!found.quota || found.quota - found.usage > 2 * total - have); }, unknown);
  }

  function stop() {
    isWanted = false;
    w.clearTimeout(timer);
    if (request) { request.abort(); }
    request = null;
  }

  function next() {
    var asked, start = have, began = Date.now(), alarm = 0;

    function late() { asked.abort(); }
    function heard() {
      w.clearTimeout(alarm);
      alarm = w.setTimeout(late, PATIENCE);
    }
    function cut() {
      w.clearTimeout(alarm);
      if (request !== asked) { return; }
      request = null;
      piece = Math.max(LEAST, piece / 2);
      wait();
    }
    function came() {
      var bytes = asked.response, took = Date.now() - began;
      w.clearTimeout(alarm);
      if (request !== asked) { return; }
      if (!isPiece(asked, bytes, start)) { refusedBy(asked); return; }
      request = null;
      pause = 1000;
      piece = took < FAST ? Math.min(MOST, piece * 2) : took > SLOW ? Math.max(LEAST, piece / 2) : piece;
      keep(start, bytes, function (list) {
        takeOver(list);
        if (isWanted) { next(); }
      }, noRoom);
    }

    w.clearTimeout(timer);
    if (!isWanted || request) { return; }
    if (have >= total) { check(); return; }
    show(shelf ? 'going' : 'memory', true, [[words.stop, pauseHere]]);
    request = asked = new w.XMLHttpRequest();
    asked.open('GET', href);
    asked.responseType = 'arraybuffer';
    asked.setRequestHeader('Range', 'bytes=' + start + '-' + (Math.min(total, start + piece) - 1));
    asked.setRequestHeader('If-Range', '"' + hash + '"');
    asked.setRequestHeader('X-Mwanga-Pieces', '1');
    asked.onprogress = heard;
    asked.onload = came;
    asked.onerror = asked.onabort = cut;
    heard();
    asked.send();
  }

  /* Exactly the bytes that were asked for; a server that knows no parts sends them all. */
  function isPiece(asked, bytes, start) {
    var length = bytes ? bytes.byteLength : 0, said = asked.getResponseHeader('Content-Range') || '';
    if (asked.status === 200) { return start === 0 && length === total; }
    return asked.status === 206 && length > 0 && said === 'bytes ' + start + '-' + (start + length - 1) + '/' + total;
  }

  /* An answer that is no piece: a busy server or a network's own page is asked again, a file that is gone is not. */
  function refusedBy(asked) {
    request = null;
    if (asked.status === 404 || asked.status === 410) {
      isWanted = false;
      show('gone', false, have ? [[words.remove, remove]] : []);
    } else { wait(); }
  }

  function wait() {
    if (!isWanted) { return; }
    show('cut', true, [[words.more, next], [words.stop, pauseHere]]);
    timer = w.setTimeout(next, pause);
    pause = Math.min(LONGEST_WAIT, pause * 2);
  }

  function noRoom(why) {
    isWanted = false;
    show(why && why.name === 'QuotaExceededError' ? 'full' : 'failed', have > 0, [[words.more, begin], [words.remove, remove]]);
  }

  function pauseHere() {
    stop();
    showWaiting();
  }

  function remove() {
    stop();
    drop(function () {
      takeOver(null);
      showWaiting();
    });
  }

  /* --- the whole file --- */

  /* Reads the pieces one after another, so that a large file is never in memory twice, and lets the page breathe between them. */
  function check() {
    var hasher = w.mwangaVerify.hasher(), parts = [], at = 0;
    function step() {
      if (at === starts.length) { judge(w.mwangaVerify.hex(hasher.end()), parts); return; }
      kept(starts[at++], function (bytes) {
        if (!bytes) { judge('', []); return; }
        hasher.add(new Uint8Array(bytes));
        parts.push(new w.Blob([bytes]));
        w.setTimeout(step, 0);
      });
    }
    isWanted = false;
    show('checking', true, []);
    step();
  }

  function judge(found, parts) {
    if (found === hash) { offer(new w.Blob(parts, { type: 'application/octet-stream' })); return; }
    href = root.getAttribute('data-fetch') + '?' + Date.now(); /* what is wrong may lie in somebody's cache, and for ever */
    drop(function () {
      takeOver(null);
      show('wrong', false, [[words.afresh, begin]]);
    });
  }

  function offer(file) {
    var link = d.createElement('a');
    link.className = 'button go';
    link.textContent = words.save;
    link.href = w.URL.createObjectURL(file);
    link.download = root.getAttribute('data-name');
    show('whole', false, [link, [words.remove, remove]]);
  }

  /* --- begin --- */

  if (!w.Blob || !w.URL || !w.URL.createObjectURL || !w.Uint8Array || !w.mwangaVerify) { return; }
  root.hidden = false;
  w.addEventListener('online', function () { if (isWanted && !request) { next(); } });
  open(function () {
    kept(-1, function (list) {
      takeOver(list);
      if (have >= total) { check(); } else { showWaiting(); }
    });
  });
}(window, document));
