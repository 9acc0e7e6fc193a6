/* Grading in the page where no server answers: a folder, a memory card, a hub that only hands out files. Rules as in
   courses/questions/*.py; both pass tests/cases/*.json. js/lesson.js loads it after the lesson's answers.js. ES5.
   Answers are kept in local storage, in the room of whoever is at the device: see rooms.js, which is not on lessons' pages. */
(function (w) {
  'use strict';

  /* Where each script's digits begin: the distance from the one before, in base 36. */
  var DIGITS = ('19c 40 5s bq 3k 3k 3k 3k 3k 3k 3k 3k 3k 2y 3k 28 80 28 1g0 1c 8m 3u 4w g 5c 2o 40 g r80 j4 1c 5s w 2o bk hio ' +
    '1ow mu 3u 1y 4a 80 9s 3k ao 34 34 c0 34 lc 74 28 f5s 2o 40 nao c0 19c').split(' ');
  /* What Python calls white space: not quite a browser's \s. */
  var BLANKS = /[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
  var PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;
  var memory = {};

  function ids(list) { return list.map(function (item) { return item.id; }); }

  function areSame(some, others) { return JSON.stringify(some.slice().sort()) === JSON.stringify(others.sort()); }

  function rightIn(list) { return list.filter(function (item) { return item.correct; }).length; }

  function graded(score, feedback, summary) { return { score: score, correct: score === 1, feedback: feedback, summary: summary }; }

  function shareOf(question, feedback) {
    var score = rightIn(feedback) / feedback.length;
    return graded(score, feedback, score === 1 ? question.right : question.wrong);
  }

  function trimmed(text) { return text.replace(BLANKS, ' ').replace(/^ | $/g, ''); }

  function asDigit(sign) {
    var code = sign.charCodeAt(0), zero = 0, i;
    if (sign[1]) { code = (code - 0xd7c0) * 0x400 + sign.charCodeAt(1) - 0xdc00; }
    for (i = 0; i < DIGITS.length; i++) {
      zero += parseInt(DIGITS[i], 36);
      if (code >= zero && code < zero + 10) { return code - zero; }
    }
    return sign;
  }

  function normalised(text) {
    var folded = (text.normalize ? text.normalize('NFKC') : text).toLowerCase().replace(/[\u064b-\u0652\u0640]/g, '');
    return trimmed(folded.replace(PAIRS, asDigit).replace(/[^\0-\x7f]/g, asDigit));
  }

  function feedbackOn(question, chosen) {
    return question.options.filter(function (option) { return chosen.indexOf(option.id) >= 0; }).map(function (option) {
      return { id: option.id, correct: option.correct, text: option.feedback };
    });
  }

  var KINDS = {
    one_answer: function (question, given) {
      var feedback = feedbackOn(question, [given]);
      return feedback[0] ? graded(+feedback[0].correct, feedback, '') : given ? 'odd' : 'none';
    },

    several_answers: function (question, given, texts) {
      if (!Array.isArray(given)) { return 'odd'; }
      var feedback = feedbackOn(question, given), all = rightIn(question.options);
      var hits = rightIn(feedback), misses = given.length - hits;
      if (!given.length || feedback.length < given.length) { return given.length ? 'odd' : 'none'; }
      return graded(Math.max(0, hits - misses) / all, feedback, hits < all && !misses ? texts.missing : '');
    },

    put_in_order: function (question, given) {
      if (!Array.isArray(given) || !areSame(given, ids(question.items))) { return 'order'; }
      return shareOf(question, question.items.map(function (item, place) {
        var isRight = given[place] === item.id;
        return { id: given[place], correct: isRight, text: isRight ? item.feedback : '' };
      }));
    },

    fill_the_gap: function (question, given) {
      if (!given || typeof given !== 'object' || !areSame(Object.keys(given), ids(question.gaps))) { return 'odd'; }
      var entries = question.gaps.map(function (gap) { return given[gap.id]; });
      if (entries.some(function (entry) { return typeof entry !== 'string' || entry.replace(PAIRS, '.').length > 200; })) {
        return 'long';
      }
      return !entries.some(trimmed) ? 'none' : shareOf(question, question.gaps.map(function (gap, place) {
        var fits = gap.answers.map(normalised).indexOf(normalised(entries[place])) >= 0;
        return { id: gap.id, correct: fits, text: fits ? '' : gap.feedback };
      }));
    }
  };
  KINDS.true_false = KINDS.one_answer;

  /* A grade {score, correct, feedback, summary}, or the name of a sentence for a response that does not fit. */
  function grade(question, given, texts) { return KINDS[question.kind](question, given, texts); }

  /* As read_form() of each kind. names: page's name -> id. */
  function responseIn(form, kind, names) {
    var chosen = [], gaps = {}, placed = [];
    [].forEach.call(form.elements, function (field) {
      var parts = /^(gap|place)-(.*)/.exec(field.name);
      if (field.name === 'answer' && field.checked) { chosen.push(names[field.value] || field.value); }
      if (parts) {
        gaps[names[parts[2]]] = field.value;
        placed.push([field.value, names[parts[2]]]);
      }
    });
    if (kind === 'fill_the_gap') { return gaps; }
    if (kind === 'several_answers') { return chosen; }
    if (kind !== 'put_in_order') { return chosen[0]; }
    placed.sort(function (a, b) { return a[0] - b[0]; });
    /* [] for a place left open or given twice: it does not fit. */
    return placed.every(function (pair, i) { return +pair[0] === i + 1; }) ? placed.map(function (pair) { return pair[1]; }) : [];
  }

  /* 80 % of a lesson's questions, rounded up, as in learning/completion.py. */
  function isComplete(right, total) { return total > 0 && right >= Math.ceil(total * 0.8 - 1e-9); }

  function kept(key) {
    try { return JSON.parse(w.localStorage.getItem(key)); } catch (refusal) { return null; }
  }

  function keep(key, value) {
    memory[key] = value;
    try { w.localStorage.setItem(key, JSON.stringify(value)); return true; } catch (refusal) { return false; }
  }

  /* A bundle may know several learners; elsewhere nobody is named. */
  function room(course) {
    var now = '';
    try { now = w.localStorage.getItem('mwanga/now'); } catch (refusal) { now = ''; }
    return 'mwanga/' + (now ? '@' + now + '/' : '') + course + '/';
  }

  /* A question answered right once stays right, a lamp once lit stays lit. */
  function progress(data, key, id, isRight) {
    var last = kept(key) || memory[key] || {}, by = last.by || {}, names = Object.keys(data.questions), right;
    by[id] = by[id] || isRight;
    right = names.filter(function (name) { return by[name]; }).length;
    return { right: right, total: names.length, complete: last.complete || isComplete(right, names.length), by: by };
  }

  /* Grades a form, keeps the answer or lets put() keep it, hands done() the result, shaped as the server's. */
  function answer(form, done, put) {
    var data = w.MWANGA_ANSWERS, uuid = form.elements.uuid.value;
    var named = data.names[form.elements.question.value], id = named[0], question = data.questions[id];
    var own = room(data.course), lamp = own + 'lesson/' + data.lesson, response = responseIn(form, question.kind, named[1]);
    var result = grade(question, response, data.texts), isKept, given = {
      uuid: uuid, lesson: data.lesson, language: data.language, version: data.version, question: id, response: response,
      occurred_at: new Date().toISOString(), correct: result.correct
    };
    if (!result.feedback) {
      result = graded(0, [], data.texts[result]);
    } else if (put) {
      put(given, result);
    } else {
      result.lesson = progress(data, lamp, id, result.correct);
      isKept = keep(own + 'answer/' + uuid, given);
      result.saved = keep(lamp, result.lesson) && isKept ? 'phone' : 'none';
    }
    result.feedback.forEach(function (item) {
      Object.keys(named[1]).forEach(function (name) { if (named[1][name] === item.id) { item.id = name; } });
    });
    result.uuid = uuid;
    done(result);
  }

  w.MwangaOffline = { answer: answer, grade: grade, isComplete: isComplete, normalised: normalised, room: room };
}(window));
