/* Answers without leaving the lesson. The page works without this file: every question is a plain form.
   It also turns number choosers into up and down buttons, makes the safe exit replace the page, and serves
   [data-print] and [data-clear]. ES5, so that old phones can read it.
   What this phone keeps for its learner stands in local storage below "mwanga:". Where there is something, or an answer could not
   be sent, ticks.js and outbox.js are loaded, which know what to do with it.
   courses/rendering/script.py puts its sentences in front of it, as window.MWANGA_WORDS, and takes the comments out. */
(function (w, d) {
  'use strict';
  var main = d.getElementById('main');
  var up = d.documentElement.getAttribute('data-up') || '/';
  /* A lesson in one file, and one in a package of a learning platform, bring their grading along: no server takes answers there. */
  var local = w.location.protocol === 'file:' || 'MwangaOffline' in w;

  function text(name) { return (w.MWANGA_WORDS || {})[name] || ''; }

  function each(list, act) { [].forEach.call(list, act); }

  function make(tag, words, kind) {
    var el = d.createElement(tag);
    el.textContent = words;
    if (kind) { el.className = kind; }
    return el;
  }

  function on(selector, event, act) {
    each(d.querySelectorAll(selector), function (el) { el.addEventListener(event, act); });
  }

  /* The page goes blank first, so that nobody reads it while the next one loads. */
  on('.exit', 'click', function (event) {
    event.preventDefault();
    d.body.hidden = true;
    d.title = ' ';
    w.location.replace(this.href);
  });

  /* In the text tier a picture stands where its link stood. Where it does not come, the link leads to why. */
  on('[data-show]', 'click', function (event) {
    var link = this, image = d.createElement('img');
    if (local) { return; }
    event.preventDefault();
    image.alt = link.parentNode.previousElementSibling.textContent;
    image.onload = function () { link.parentNode.replaceChild(image, link); };
    image.onerror = function () { w.location = link.href; };
    image.src = up + 'objects/' + link.search.slice(1);
  });

  each(d.querySelectorAll('[data-print]'), function (el) {
    el.hidden = false;
    el.onclick = function () { w.print(); };
  });

  /* Everything of ours goes before the server is told. A browser that does not say when it has done so is not waited for. */
  on('[data-clear]', 'submit', function (event) {
    var form = this, workers = w.navigator.serviceWorker;
    function all(found, act) { return found.then(function (list) { return w.Promise.all(list.map(act)); }); }
    function leave() { if (form) { form.submit(); } form = 0; }
    function gone(asked) { return new w.Promise(function (done) { asked.onsuccess = asked.onerror = asked.onblocked = done; }); }
    var answers;
    w.MwangaLesson.keep = nothing; /* whatever is under way writes nothing any more */
    try {
      w.localStorage.clear();
      w.sessionStorage.clear();
      answers = w.indexedDB.deleteDatabase('mwanga');
    } catch (refused) { return; }
    if (!w.caches || !workers) { return; }
    event.preventDefault();
    w.setTimeout(leave, 3000);
    w.Promise.all([
      gone(answers),
      all(w.caches.keys(), function (name) { return w.caches.delete(name); }),
      all(workers.getRegistrations(), function (worker) { return worker.unregister(); })
    ]).then(leave, leave);
  });

  /* Where the device itself has a voice for this language, cards can be heard. Voices may come late; nothing waits for them. */
  function hear() {
    var speech = w.speechSynthesis, tongue = d.documentElement.lang.split('-')[0];
    if (!w.MWANGA_SPEAK_WORDS && speech.getVoices().some(function (voice) { return voice.localService && !voice.lang.indexOf(tongue); })) {
      load(up + text('speak'));
    }
    speech.onvoiceschanged = hear;
  }

  if (main && w.speechSynthesis) { w.addEventListener('load', hear); }

  if (!main || !w.fetch) { return; } /* what has that has promises and random numbers too */

  var forms = d.querySelectorAll('.question form');
  var base = forms[0] ? forms[0].action.replace(/answer\/index\.html.*/, '') : '';

  /* Whether this phone keeps something whose name begins so. */
  function holds(name) {
    try {
      return Object.keys(w.localStorage).some(function (key) { return !key.indexOf('mwanga:' + name); });
    } catch (refused) { return false; }
  }

  /* Without a value it is forgotten. */
  function keep(name, value) {
    try {
      if (value) { w.localStorage.setItem('mwanga:' + name, JSON.stringify(value)); } else { w.localStorage.removeItem('mwanga:' + name); }
      return true;
    } catch (refused) { return false; }
  }

  /* What is kept under a name; null when it is nothing. */
  function kept(name) {
    try { return JSON.parse(w.localStorage.getItem('mwanga:' + name)); } catch (refused) { return null; }
  }

  function nothing() {}

  function uuid() {
    var b = w.crypto.getRandomValues(new Uint8Array(16)), s = '', i;
    b[6] = b[6] & 15 | 64;
    b[8] = b[8] & 63 | 128;
    for (i = 0; i < 16; i++) { s += (i > 3 && i < 11 && !(i % 2) ? '-' : '') + (b[i] + 256).toString(16).slice(1); }
    return s;
  }

  /* What a plain submit would send, by name; empty when nothing is chosen or written yet. */
  function chosen(form) {
    var out = '';
    each(form.elements, function (el) {
      var box = el.type === 'radio' || el.type === 'checkbox';
      if (el.name && el.type !== 'hidden' && (box ? el.checked : el.value.trim())) {
        out += '&' + encodeURIComponent(el.name) + '=' + encodeURIComponent(el.value);
      }
    });
    return out;
  }

  function say(form, words, kind) {
    var verdict = form.querySelector('.verdict'), old = form.querySelector('.tick');
    if (old) { form.removeChild(old); }
    verdict.className = 'verdict ' + (kind || '');
    verdict.textContent = words;
    return verdict;
  }

  /* The line an option, an item or a gap stands in: feedback goes right below it. */
  function lineOf(form, id) {
    var found = null;
    each(form.elements, function (el) {
      var own = el.name === 'answer' ? el.value : el.name.replace(/^(place|gap)-/, '');
      if (own === id && el.type !== 'hidden') { found = el; }
    });
    while (found && !/^(LABEL|P)$/.test(found.tagName)) { found = found.parentNode; }
    return found;
  }

  /* Where main has thanks, before a course, they are all that is said of an answer. The review deck then shows where to go on. */
  function show(form, result) {
    var thanks = main.getAttribute('data-thanks'), next = d.querySelector('[data-next]');
    if (thanks) { say(form, result.saved ? thanks + ' ' + text(result.saved) : result.summary); return; }
    var verdict = say(form, '', result.correct ? 'yes' : 'no');
    each(form.querySelectorAll('.feedback'), function (old) { old.parentNode.removeChild(old); });
    result.feedback.slice().reverse().forEach(function (item) {
      var line = lineOf(form, item.id), below = make('div', '', 'feedback ' + (item.correct ? 'yes' : 'no'));
      if (!line) { return; }
      below.appendChild(make('b', text(item.correct ? 'right' : 'notyet')));
      below.appendChild(d.createTextNode(' ' + item.text));
      line.parentNode.insertBefore(below, line.parentNode.tagName === 'LI' ? null : line.nextSibling);
    });
    verdict.appendChild(make('b', text(result.correct ? 'right' : result.score ? 'partly' : 'again')));
    verdict.appendChild(d.createTextNode(' ' + result.summary + ' '));
    verdict.appendChild(make('small', text(result.saved)));
    if (next) { next.hidden = false; }
    if (result.lesson && result.lesson.complete) { light(); }
  }

  function light() {
    var lamp = d.querySelector('.lamps .now');
    if (lamp) {
      lamp.setAttribute('class', 'lit now');
      lamp.parentNode.className = 'glow';
    }
  }

  function load(address, next, fail) {
    var script = d.createElement('script');
    script.src = address;
    script.onload = next;
    script.onerror = fail;
    d.head.appendChild(script);
  }

  /* A bundle has no such script. */
  function mine(act, none) {
    function loaded() { if (w.MwangaMine) { act(w.MwangaMine); } else { none(); } }
    if (w.MwangaMine) { loaded(); } else { load(up + text('mine'), loaded, none); }
  }

  /* Opened from a folder, or from a hub that only hands out files: grade in the page. */
  function offline(form, done, fail) {
    function grade() {
      if (!w.MWANGA_ANSWERS || !w.MwangaOffline) { fail(); return; } /* a network's own page came instead of them */
      local = true;
      w.MwangaOffline.answer(form, done);
    }
    function rules() { if (w.MwangaOffline) { grade(); } else { load(up + 'static/offline/grade.js', grade, fail); } }
    if (w.MWANGA_ANSWERS) { rules(); } else { load('answers.js', rules, fail); }
  }

  function send(form) {
    var answer = chosen(form), body = '', timer;
    if (form.busy) { return; }
    if (!answer) { say(form, text('empty'), 'no'); return; }
    if (form.sent !== answer) { form.sent = answer; form.elements.uuid.value = uuid(); }
    form.busy = true;
    say(form, text('wait'));
    timer = w.setTimeout(lost, 30000); /* a slow network may be tried again; a late reply is still shown */

    function ready() { form.busy = false; w.clearTimeout(timer); }
    function done(result) { ready(); form.sent = ''; show(form, result); }
    function fail(why) { ready(); say(form, typeof why === 'string' ? why : text('failed'), 'no'); }
    function accepted(result) {
      done(result);
      if (!holds('me')) { keep('me', {}); }
      mine(function (own) { own.accepted(form, result); }, nothing);
    }

    function lost() { wait(false); }
    function grade() {
      offline(form, function (result) { keep('out:' + result.uuid); done(result); }, nothing);
    }

    /* No line: the answer waits on this phone. Or a bundle on a hub that only hands out files: that has a manifest, our server has none. */
    function wait(isAnswered) {
      var fields = form.elements, record = {
        uuid: fields.uuid.value, path: base.split('/').slice(3, 7).join('/'), name: fields.question.value, form: body,
        occurred_at: new Date().toISOString()
      };
      if (keep('out:' + record.uuid, record)) { ready(); say(form, text('waits')); } else { fail(); }
      mine(function (own) { own.add(form, record, fail); }, function () {
        if (isAnswered) { w.fetch(up + 'manifest.json').then(function (reply) { return reply.json(); }).then(grade, nothing); }
      });
    }

    function post() {
      w.fetch(form.getAttribute('action'), {
        method: 'POST', credentials: 'same-origin', keepalive: true, body: body,
        headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' }
      }).then(function (reply) {
        if (/json/.test(reply.headers.get('Content-Type'))) {
          return reply.json().then(function (data) {
            if (reply.ok) { accepted(data); } else { fail(data.error); }
          });
        }
        if (reply.status === 500) { fail(); } else { wait(true); }
      }).then(null, lost);
    }

    if (local) { offline(form, done, fail); return; }
    each(form.querySelectorAll('[type=hidden]'), function (el) { body += '&' + el.name + '=' + encodeURIComponent(el.value); });
    body = body.slice(1) + answer;
    /* What waited goes first: a guest's first answers, sent side by side, would make two guests. */
    if (holds('out')) { mine(function (own) { own.first(post); }, post); } else { post(); }
  }

  /* The number choosers stay, hidden, and are what is sent. */
  function order(list) {
    var items = [].slice.call(list.children);
    function number() {
      each(list.children, function (item, i) {
        var buttons = item.querySelectorAll('button');
        item.querySelector('select').value = i + 1;
        buttons[0].disabled = !i;
        buttons[1].disabled = i === items.length - 1;
      });
    }
    function place(item) { return +item.querySelector('select').value || 99; }
    items.sort(function (a, b) { return place(a) - place(b); }).forEach(function (item) {
      var label = item.querySelector('label'), words = label.firstChild.textContent.trim(), moves = make('span', '');
      item.querySelector('select').hidden = true;
      [['higher', '↑'], ['lower', '↓']].forEach(function (way, down) {
        var button = make('button', way[1]);
        button.type = 'button';
        button.setAttribute('aria-label', text(way[0]) + ': ' + words);
        button.addEventListener('click', function () {
          if (down) { list.insertBefore(item.nextElementSibling, item); } else { list.insertBefore(item, item.previousElementSibling); }
          number();
          (button.disabled ? button[down ? 'previousElementSibling' : 'nextElementSibling'] : button).focus();
          say(list.parentNode.parentNode, words + ' ' + place(item) + '/' + items.length);
        });
        moves.appendChild(button);
      });
      item.insertBefore(moves, label.nextSibling);
      list.appendChild(item);
    });
    list.className = 'order moved';
    number();
  }

  each(forms, function (form) {
    var field = d.createElement('input');
    field.type = 'hidden';
    field.name = 'uuid';
    form.appendChild(field);
    form.addEventListener('submit', function (event) { event.preventDefault(); send(form); });
  });
  each(d.querySelectorAll('.order'), order);

  w.MwangaLesson = { base: base, up: up, forms: forms, holds: holds, keep: keep, kept: kept, load: load, make: make, say: say, show: show, text: text };

  /* Phones say that the line is back a little before it is. outbox.js tries again by itself, if it can be had. */
  w.addEventListener('online', function back() {
    if (holds('out')) { mine(function (own) { own.send(); }, function () { w.setTimeout(back, 9000); }); }
  });
  if (holds('') || main.getAttribute('data-me')) { mine(function (own) { own.open(); }, nothing); }
}(window, document));
