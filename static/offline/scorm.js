/* Tells a learning platform (Moodle, Kolibri and their like) by SCORM 1.2 how far its learner is. Loaded after the lesson's answers.js
   and grade.js, before js/lesson.js. Where no platform is found, answers stay in the browser, as in any bundle.
   A page of its own ("SCO") keeps nothing in the browser, which others use too: its learner's answers stand in cmi.suspend_data as
   {"v": version, "by": {question: 1 or 0}, "said": {question: [[field, value]]}}, a question by the first 8 signs of its id.
   Where reported.js came with it (window.MWANGA_REPORTED, "course/lesson/key" of each lesson), all lessons are one thing to report:
   the share that is finished; what each page keeps is then left to grade.js. ES5, no network. */
(function (w, d) {
  'use strict';
  var MOST = 4096, began = new Date().getTime();
  var offline = w.MwangaOffline, data = w.MWANGA_ANSWERS, lessons = w.MWANGA_REPORTED, main = d.getElementById('main');
  var api, state, isOpen, isOver, answer;

  /* --- the platform --- */

  /* In the windows around this one; those of strangers may not even be looked at. */
  function above(from) {
    var steps = 0;
    try {
      while (!from.API && from.parent && from.parent !== from && steps < 99) {
        from = from.parent;
        steps++;
      }
      return from.API;
    } catch (foreign) { return null; }
  }

  function found() {
    try { return above(w) || w.opener && above(w.opener) || w.top.opener && above(w.top.opener); } catch (foreign) { return null; }
  }

  function call(name, key, value) {
    try { return String(value === undefined ? api[name](key) : api[name](key, value)); } catch (broken) { return ''; }
  }

  function get(name) { return call('LMSGetValue', 'cmi.' + name); }

  function set(name, value) { return call('LMSSetValue', 'cmi.' + name, String(value)); }

  function commit() { return call('LMSCommit', '') === 'true'; }

  function two(number) { return (number < 10 ? '0' : '') + number; }

  /* HHHH:MM:SS.00 */
  function time() {
    var seconds = Math.floor((new Date().getTime() - began) / 1000), hours = Math.min(9999, Math.floor(seconds / 3600));
    return ('000' + hours).slice(-4) + ':' + two(Math.floor(seconds / 60) % 60) + ':' + two(seconds % 60) + '.00';
  }

  function score(raw) {
    set('core.score.min', 0);
    set('core.score.max', 100);
    set('core.score.raw', raw);
  }

  /* --- one lesson --- */

  function short(id) { return id.slice(0, 8); }

  function read() {
    var kept;
    try { kept = JSON.parse(get('suspend_data')); } catch (foreign) { kept = null; }
    kept = kept || {};
    return { v: data.version, by: kept.by || {}, said: kept.v === data.version && kept.said || {}, lit: kept.lit || 0 };
  }

  /* What is remembered of the answers themselves goes first where it grows too long. */
  function written() {
    var text = JSON.stringify(state);
    return text.length > MOST ? JSON.stringify({ v: 0, by: state.by, lit: state.lit }) : text;
  }

  function progress() {
    var ids = Object.keys(data.questions), by = {}, right, tried;
    ids.forEach(function (id) { by[id] = !!state.by[short(id)]; });
    right = ids.filter(function (id) { return by[id]; }).length;
    tried = ids.filter(function (id) { return short(id) in state.by; }).length;
    if (offline.isComplete(right, ids.length)) { state.lit = 1; }
    return { right: right, total: ids.length, complete: !!state.lit, by: by, all: tried === ids.length };
  }

  /* Before the course nothing is right or wrong: it is done when all is answered. Nobody fails: whoever has less than 80 % goes on. */
  function report() {
    var done = progress(), isQuiet = main.getAttribute('data-thanks');
    if (isQuiet) {
      set('core.lesson_status', done.all ? 'completed' : 'incomplete');
    } else {
      score(Math.round(100 * done.right / done.total));
      set('core.lesson_status', done.complete ? 'passed' : 'incomplete');
    }
    set('suspend_data', written());
    set('core.session_time', time());
    return done;
  }

  function isBox(field) { return field.type === 'radio' || field.type === 'checkbox'; }

  function fieldsOf(form) {
    return [].filter.call(form.elements, function (field) {
      return field.name && field.type !== 'hidden' && (isBox(field) ? field.checked : field.value);
    }).map(function (field) { return [field.name, field.value]; });
  }

  function fill(form, said) {
    [].forEach.call(form.elements, function (field) {
      said.forEach(function (pair) {
        if (pair[0] !== field.name) { return; }
        if (!isBox(field)) { field.value = pair[1]; } else if (pair[1] === field.value) { field.checked = true; }
      });
    });
  }

  function saved(result) {
    result.lesson = progress();
    result.saved = isOpen ? 'sent' : 'none';
  }

  function lessonAnswer(form, done) {
    answer(form, done, function (given, result) {
      var question = short(given.question), isKept;
      state.by[question] = state.by[question] || +result.correct;
      state.said[question] = fieldsOf(form);
      result.lesson = report();
      set('core.lesson_location', 'q-' + form.elements.question.value);
      isKept = commit();
      result.saved = isOpen && isKept ? 'sent' : 'none';
    });
  }

  /* What was answered the last time stands there again, with what was said of it. */
  function eachSaid(act) {
    [].forEach.call(d.querySelectorAll('.question form'), function (form) {
      var named = data.names[form.elements.question.value], said = named && state.said[short(named[0])];
      if (said) { act(form, said); }
    });
  }

  function shown() {
    var place = d.getElementById(get('core.lesson_location'));
    if (!w.MwangaLesson) { return; }
    eachSaid(function (form) {
      answer(form, function (result) { w.MwangaLesson.show(form, result); }, function (given, result) { saved(result); });
    });
    if (place && !state.lit) { place.scrollIntoView(); }
  }

  function beginLesson() {
    state = read();
    eachSaid(fill);
    offline.answer = lessonAnswer;
    w.addEventListener('load', shown);
    set('core.exit', 'suspend');
    if (Object.keys(state.by).length) { report(); } else { set('core.lesson_status', 'incomplete'); }
    commit();
  }

  /* --- a whole course --- */

  function isLit(place) {
    var parts = place.split('/'), course = parts.shift(), room = offline.room(course);
    try { return !!JSON.parse(w.localStorage.getItem(room + parts.join('/'))).complete; } catch (absent) { return false; }
  }

  /* It never goes back: a browser may keep nothing from one page to the next. */
  function reportCourse(isLitNow) {
    var here = data.course + '/lesson/' + data.lesson, raw;
    raw = lessons.filter(function (place) { return isLit(place) || isLitNow && place === here; }).length;
    raw = Math.max(Math.floor(100 * raw / lessons.length), +get('core.score.raw') || 0);
    score(raw);
    set('core.lesson_status', raw === 100 ? 'passed' : 'incomplete');
    set('core.session_time', time());
    commit();
  }

  function courseAnswer(form, done) {
    answer(form, function (result) {
      done(result);
      reportCourse(result.lesson && result.lesson.complete);
    });
  }

  /* --- from opening to leaving --- */

  function leave() {
    if (isOver) { return; }
    isOver = true;
    set('core.session_time', time());
    call('LMSFinish', '');
  }

  /* Some frames let no form be sent, and then not even say that somebody wanted to; the lesson's script only needs to be told. */
  function press(event) {
    var told = d.createEvent('Event');
    if (!w.MwangaLesson) { return; }
    event.preventDefault();
    told.initEvent('submit', true, true);
    this.form.dispatchEvent(told);
  }

  [].forEach.call(d.querySelectorAll('.question form > button'), function (button) { button.addEventListener('click', press); });
  api = offline && data && main && found();
  if (!api) { return; }
  answer = offline.answer;
  isOpen = call('LMSInitialize', '') === 'true';
  if (lessons) {
    offline.answer = courseAnswer;
    reportCourse(false);
    return; /* the next page goes on with what this one began */
  }
  beginLesson();
  w.addEventListener('pagehide', leave);
  w.addEventListener('unload', leave);
  /* Shown again as it was, it would tell nobody anything. */
  w.addEventListener('pageshow', function (event) { if (event.persisted) { w.location.reload(); } });
}(window, document));
