/* A learner's lamps and ticks on a lesson that is the same for everybody. Drawn at once from what this phone knows, then from mine.json.
   Local storage holds "mwanga:me": {who, tag, "en/course": {lamps, words, "module/lesson": {version, right, tried, log}}}; questions are
   named as the page names them, which may differ from version to version. "who" is the server's seal of whose phone this is, "tag" stands
   for it while the server knows nobody (outbox.js). The log, [[question, seconds, right]], is for the review deck of a kept course
   (offline/review.js). The deck's own page has no lamps, and nothing to draw. What was answered in a check, whose row has no lamp, is
   never kept. ES5. lesson.js loads this in one file with outbox.js and shared.js. */
(function (w, d) {
  'use strict';
  if (w.MwangaTicks) { return; }
  var thanks = d.getElementById('main').getAttribute('data-thanks'); /* before a course, right and wrong are not told apart */
  var page = w.MwangaLesson, row = d.querySelector('.lamps'), plain = row && row.innerHTML;
  var check = row && !row.querySelector('i') && {};
  var parts = page.base.split('/').slice(3, 7), room = parts.slice(0, 2).join('/'), lesson = parts.slice(2).join('/');

  function me() { return page.kept('me') || {}; }

  /* The server says whose phone this is. What the phone knew of somebody else goes, from the page as well; and of nobody in particular,
     too, when it may be another person who has come (isNew). */
  function belongs(who, isNew) {
    var known = me();
    if (!who || known.who === who) { return; }
    if (known.who || isNew) { known = {}; forget(); }
    known.who = who;
    page.keep('me', known);
  }

  /* Hands act() what is known of the course (lamps, words) and of this version of the lesson (right, tried). */
  function read(act) {
    var known = me(), course = check || (known[room] = known[room] || {}), version = +page.forms[0].elements.version.value, own = course[lesson];
    if (!own || own.version !== version) { own = course[lesson] = { version: version, right: [], tried: [] }; }
    act(course, own);
    return known;
  }

  function note(act) { page.keep('me', read(act)); }

  /* Nobody's phone: as a visitor sees the page. */
  function forget() {
    page.keep('me');
    if (row) { row.innerHTML = plain; }
    [].forEach.call(d.querySelectorAll('.tick'), function (mark) { mark.parentNode.removeChild(mark); });
  }

  /* A line of its own above the verdict: a verdict is read aloud when it changes, and nothing has happened yet. */
  function tick(form, word, kind) {
    var verdict = form.querySelector('.verdict'), old = form.querySelector('.tick'), mark = page.make('p', '', 'tick');
    if (old) { form.removeChild(old); }
    if (verdict.textContent) { return; }
    if (kind && !thanks) { mark.className += ' ' + kind; mark.appendChild(page.make('b', page.text(kind === 'yes' ? 'right' : 'notyet'))); }
    mark.appendChild(page.make('small', ' ' + page.text(word)));
    form.insertBefore(mark, verdict);
  }

  function has(list, name) { return list.indexOf(name) >= 0; }

  /* Once this lesson's lamp is lit, a way to the page after it. A kept course has no such page. */
  function look() {
    var pager = d.querySelector('.pager'), link;
    if (!row || !row.querySelector('.lit.now') || d.querySelector('.after') || !w.navigator.onLine) { return; }
    link = page.make('a', page.text('back'), 'button');
    link.href = page.base + 'after/';
    pager.parentNode.insertBefore(page.make('p', '', 'after'), pager).appendChild(link);
  }

  function draw() {
    if (!row) { return; }
    read(function (course, own) {
      var lamps = row.querySelectorAll('i');
      [].forEach.call(page.forms, function (form) {
        var name = form.elements.question.value, isRight = has(own.right, name);
        if (isRight || has(own.tried, name)) { tick(form, 'sent', isRight ? 'yes' : 'no'); }
      });
      if (!course.lamps || course.lamps.length !== lamps.length) { return; }
      row.querySelector('p').textContent = course.words[0];
      [].forEach.call(lamps, function (lamp, place) {
        var now = /now/.test(lamp.className), state = course.lamps[place];
        /* This lesson's lamp stands half: it is being read. */
        lamp.className = now ? (state === 'off' ? 'half' : state) + ' now' : state;
      });
    });
    look();
  }

  function remember(form, result) {
    var name = form.elements.question.value, now = row ? [].indexOf.call(row.querySelectorAll('i'), row.querySelector('.now')) : -1;
    note(function (course, own) {
      var list = result.correct ? own.right : own.tried;
      if (!has(list, name)) { list.push(name); }
      /* A receipt, which has no feedback, tells of an answer that stands in the log since it was given. */
      if (result.feedback) { own.log = (own.log || []).concat([[name, Date.now() / 1000 | 0, +result.correct]]); }
      if (now >= 0 && result.lesson && result.lesson.complete && course.lamps && course.lamps[now] !== 'lit') {
        course.lamps[now] = 'lit';
        course.words[0] = course.words[1];
      }
    });
    draw();
  }

  /* The one personal question. The page below answer/ is hers already; strangers have no note and never ask. */
  function ask() {
    if (!row || !page.base || !w.location.href.indexOf(page.base + 'answer/') || !page.holds('me')) { return; }
    w.fetch(page.base + 'mine.json', { credentials: 'same-origin' }).then(function (reply) { return reply.json(); }).then(function (data) {
      if (!data.lamps) {
        if (me().who || !page.holds('out')) { forget(); } /* answers that wait for their first line are nobody's yet */
        return;
      }
      belongs(data.who);
      note(function (course) {
        course.lamps = data.lamps;
        course.words = data.words;
        course[lesson] = { version: data.version, right: data.right, tried: data.tried, log: data.log };
      });
      draw();
    }).then(null, function () { return; });
  }

  /* My learning says whose this phone is now. What it knew of somebody else goes. */
  function open() {
    var mine = d.querySelector('[data-me]'), who = mine && mine.getAttribute('data-me');
    if (mine && !who && me().who) { forget(); }
    belongs(who, true);
    if (page.base && w.location.href.indexOf(page.base + 'answer/')) { draw(); }
  }

  w.MwangaTicks = { ask: ask, belongs: belongs, me: me, read: read, open: open, remember: remember, tick: tick };
}(window, document));
