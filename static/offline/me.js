/* Lights the lamps of each course on a page from what grade.js keeps for whoever is at the device (see rooms.js), keeps the claim to
   a certificate once all are lit, and clears. Its words stand in data attributes of the page. Without it all lamps are unlit.
   ES5, no network. */
(function (w, d) {
  'use strict';
  var rooms = w.MwangaRooms, codes = w.MwangaCodes, me;

  function each(list, act) { [].forEach.call(list, act); }

  /* The part of the page that is about one course. */
  function partOf(el) {
    var part = el;
    while (part.parentNode && !/ course /.test(' ' + part.className + ' ') && part.tagName !== 'MAIN') { part = part.parentNode; }
    return part;
  }

  /* --- lamps --- */

  function mark(link, done, text) {
    var words = link.querySelector('small');
    if (done.complete || done.by) {
      words.textContent = [text(done.complete ? 'finished' : 'begun'),
        text('right').replace('{right}', done.right).replace('{total}', done.total)].concat(words.textContent || []).join(' · ');
    }
  }

  function offer(part, next, text) {
    var go = part.querySelector('a.go');
    if (go && next) {
      go.href = next.href;
      go.textContent = text('continue').replace('{title}', next.querySelector('span').firstChild.textContent.trim());
    } else if (go) {
      go.parentNode.className = 'note';
      go.parentNode.textContent = text('complete');
    }
  }

  function light(here) {
    var part = partOf(here), links = part.querySelectorAll('a.lesson'), lamps = part.querySelectorAll('.lamps i');
    var lit = 0, begun, next, isBegun;
    function text(name) { return here.getAttribute('data-' + name); }
    var room = rooms.room(text('course'), me), lessons = text('lessons').split(' ');

    lessons.forEach(function (lesson, place) {
      var done = rooms.read(room + 'lesson/' + lesson) || {}, link = links[place];
      var lamp = done.complete ? 'lit' : done.by ? 'half' : 'off';
      lamps[place].setAttribute('class', lamp);
      if (done.complete) { lit++; }
      isBegun = isBegun || done.by;
      if (!link) { return; }
      link.querySelector('i').setAttribute('class', lamp);
      mark(link, done, text);
      if (done.by && !done.complete) { begun = begun || link; } else if (!done.complete) { next = next || link; }
    });
    if (isBegun) {
      part.querySelector('.lamps .soft').textContent = text('lit').split('|')[lit];
      offer(part, begun || next, text);
    }
    if (lit && lit === lessons.length) { claim(part, room, lessons, text); }
  }

  /* --- a certificate --- */

  /* Answers of the lit lessons, up to the moment they were all lit. */
  function proofs(room, lessons, at) {
    return rooms.kept(me, 'answer/').filter(function (key) { return key.indexOf(room) === 0; }).map(rooms.read)
      .filter(function (answer) { return answer && lessons.indexOf(answer.lesson) >= 0 && answer.occurred_at <= at; })
      .map(function (answer) { return answer.uuid; });
  }

  /* Once shown the code stays: it is on paper by then, and a learner may get a learner code later. */
  function codeOf(one, room, lessons) {
    var who = rooms.learner(me) || {};
    if (!one.code) {
      one.code = codes.completion(one.course, who.code || who.id || 'guest', proofs(room, lessons, one.at));
      rooms.keep(room + 'claim', one);
    }
    return codes.shown(one.code);
  }

  function claim(part, room, lessons, text) {
    var box = part.querySelector('[data-claim]'), one = rooms.read(room + 'claim'), home;
    if (!one) {
      one = { at: new Date().toISOString(), course: text('course'), course_version: +text('version') };
      rooms.keep(room + 'claim', one);
    }
    if (!box || !codes) { return; }
    home = box.querySelector('[data-home]');
    box.hidden = false;
    box.querySelector('[data-waits]').hidden = !!one.home;
    home.hidden = !one.home;
    home.textContent = one.said || home.textContent;
    box.querySelector('[data-code]').textContent = codeOf(one, room, lessons);
  }

  /* --- clearing --- */

  /* A button of the page clears what one keeps, or what all do, after it has said what would be lost. */
  function clearing(button) {
    var isAll = button.getAttribute('data-clear-device') === 'all', whose = isAll ? undefined : me;
    button.hidden = !rooms.kept(whose).length && !(isAll ? rooms.learners().length : me);
    button.onclick = function () {
      var words = button.getAttribute('data-forget').replace('{count}', rooms.unsent(whose))
        .replace('{learners}', rooms.learners().length);
      if (!w.confirm(words)) { return; }
      if (isAll) { rooms.forgetAll(); } else { rooms.forget(me); }
      w.location.reload();
    };
  }

  if (!rooms || !rooms.isOpen) { return; }
  me = rooms.now();
  each(d.querySelectorAll('[data-course][data-lessons]'), light);
  if (rooms.kept(me).length) {
    each(d.querySelectorAll('[data-first]'), function (offered) { offered.hidden = true; });
  }
  each(d.querySelectorAll('[data-clear-device]'), clearing);
}(window, document));
