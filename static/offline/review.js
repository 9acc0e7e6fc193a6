/* The review deck where no server answers, in a bundle or in a course kept on a phone: it finds which missed questions are due from
   the answers this device keeps, and draws one of them as a lesson would; js/lesson.js, loaded after it, takes the answer. Rules as
   in learning/reviews.py; both pass tests/cases/review.json. Bundles keep answers in local storage in the room of whoever is at the device (rooms.js), phones with a kept course in "mwanga:me". ES5. */
(function (w, d) {
  'use strict';
  var DAY = 86400, EARLY = DAY / 4, INTERVALS = [DAY, 7 * DAY, 21 * DAY], MOST = 10;
  var place = d.querySelector('[data-review]'), up = d.documentElement.getAttribute('data-up');

  /* --- rules --- */

  function since(step, at) { return { step: step, due: at + INTERVALS[step] - EARLY }; }

  function after(state, answer) {
    if (!answer.right) { return since(0, answer.at); }
    if (!state || answer.at < state.due) { return state; }
    return state.step + 1 < INTERVALS.length ? since(state.step + 1, answer.at) : null;
  }

  /* Answers {question, at in seconds, right} -> question -> {step, due}. */
  function waiting(answers) {
    var all = {}, left = {};
    answers.slice().sort(function (a, b) { return a.at - b.at || a.right - b.right; }).forEach(function (answer) {
      all[answer.question] = after(all[answer.question], answer);
    });
    Object.keys(all).forEach(function (question) { if (all[question]) { left[question] = all[question]; } });
    return left;
  }

  function due(states, now) {
    return Object.keys(states).filter(function (question) { return states[question].due <= now; }).sort(function (a, b) {
      return states[a].due - states[b].due || (a < b ? -1 : 1);
    });
  }

  w.MwangaReview = { waiting: waiting, due: due };

  /* --- the answers this device keeps --- */

  function text(name) { return place.getAttribute('data-' + name); }

  function parsed(key) {
    try { return JSON.parse(w.localStorage.getItem(key)) || {}; } catch (foreign) { return {}; }
  }

  /* A question is named "path of its lesson|its id", or "…|#its name in the page|version". */
  function kept() {
    var paths = {}, found = [], mine = parsed('mwanga:me'), rooms = w.MwangaRooms;
    var own = (rooms ? rooms.room(text('course'), rooms.now()) : 'mwanga/' + text('course') + '/') + 'answer/';
    text('lessons').split(' ').forEach(function (pair) { paths[pair.split('=')[0]] = pair.split('=')[1]; });
    Object.keys(w.localStorage).forEach(function (key) {
      var one = key.indexOf(own) ? {} : parsed(key);
      if (paths[one.lesson]) {
        found.push({ question: paths[one.lesson] + '|' + one.question, at: Date.parse(one.occurred_at) / 1000, right: +!!one.correct });
      }
    });
    Object.keys(paths).forEach(function (lesson) {
      var path = paths[lesson], parts = path.split('/'), room = mine[parts.slice(0, 2).join('/')] || {};
      var known = room[parts.slice(2).join('/')] || {};
      (known.log || []).forEach(function (entry) {
        found.push({ question: path + '|#' + entry[0] + '|' + known.version, at: entry[1], right: entry[2] });
      });
    });
    return found;
  }

  /* --- drawing a question --- */

  function make(tag, words, parent, names) {
    var el = d.createElement(tag);
    if (words) { el.textContent = words; }
    Object.keys(names || {}).forEach(function (name) { el.setAttribute(name, names[name]); });
    if (parent) { parent.appendChild(el); }
    return el;
  }

  function options(field, question, names) {
    var several = question.kind === 'several_answers', by = {};
    question.options.forEach(function (option) { by[option.id] = option.text || text(option.id); });
    if (several) { make('p', text('several'), field, { 'class': 'soft' }); }
    (Object.keys(names)[0] ? Object.keys(names) : Object.keys(by)).forEach(function (name) {
      var label = make('label', '', field, { 'class': 'opt' });
      make('input', '', label, { type: several ? 'checkbox' : 'radio', name: 'answer', value: name });
      make('span', by[names[name] || name], label);
    });
  }

  function order(field, question, names) {
    var list, by = {};
    make('p', text('order'), field, { 'class': 'soft' });
    list = make('ol', '', field, { 'class': 'order' });
    question.items.forEach(function (item) { by[item.id] = item.text; });
    Object.keys(names).forEach(function (name) {
      var label = make('label', by[names[name]] + ' ', make('li', '', list));
      var select = make('select', '', label, { name: 'place-' + name });
      make('option', '–', select, { value: '' });
      question.items.forEach(function (_item, i) { make('option', '' + (i + 1), select); });
    });
  }

  function gaps(field, question, names) {
    var line = make('p', '', field), by = {};
    Object.keys(names).forEach(function (name) { by[names[name]] = name; });
    question.parts.forEach(function (part) {
      if (part.gap) {
        make('input', '', line, {
          'class': 'gap', name: 'gap-' + by[part.gap], size: part.size || 8, dir: 'auto', autocomplete: 'off', autocapitalize: 'off',
          'aria-label': text('gap')
        });
      } else { line.appendChild(d.createTextNode(part.text)); }
    });
  }

  function draw(name, data) {
    var question = data.questions[data.names[name][0]], names = data.names[name][1], form, field, legend;
    var card = make('section', '', place.querySelector('[data-here]'), { 'class': 'card question', id: 'q-' + name, lang: data.language, dir: 'auto' });
    form = make('form', '', card, { method: 'post', action: up + data.path + '/answer/index.html#q-' + name });
    make('input', '', form, { type: 'hidden', name: 'question', value: name });
    make('input', '', form, { type: 'hidden', name: 'version', value: data.version });
    field = make('fieldset', '', form);
    legend = make('legend', '', field);
    make('b', '?', legend, { 'class': 'number' });
    legend.appendChild(d.createTextNode(question.prompt));
    (question.items ? order : question.parts ? gaps : options)(field, question, names);
    make('button', text('check'), form);
    make('p', '', form, { 'class': 'verdict', role: 'status' });
    load(up + text('script'));
  }

  function load(address, next, fail) {
    var script = d.createElement('script');
    script.src = address;
    script.onload = next;
    script.onerror = fail;
    d.head.appendChild(script);
  }

  /* The first of them that its lesson still asks; the others drop out. */
  function show(names) {
    var parts = (names[0] || '').split('|');
    function next() { show(names.slice(1)); }
    function has() {
      var data = w.MWANGA_ANSWERS, name;
      if (!data) { next(); return; }
      name = Object.keys(data.names).filter(function (one) {
        return parts[1] === data.names[one][0] || (parts[1] === '#' + one && parts[2] === '' + data.version);
      })[0];
      if (!name) { next(); return; }
      data.path = parts[0];
      place.querySelector('[data-count]').textContent = text('left').replace('{count}', Math.min(names.length, MOST));
      draw(name, data);
    }
    if (!names.length) { place.querySelector('[data-empty]').hidden = false; return; }
    w.MWANGA_ANSWERS = null;
    load(up + parts[0] + '/answers.js', has, next);
  }

  function begin() {
    var names = [];
    try { names = due(waiting(kept()), Date.now() / 1000); } catch (refused) { names = []; }
    show(names);
  }

  if (place) { begin(); }
}(window, document));
