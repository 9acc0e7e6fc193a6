/* Grading in the page where no server answers: a folder, a memory card, a hub that only hands out files.
   The rules are those of courses/questions/*.py; both pass tests/cases/*.json. Loaded by js/lesson.js after the lesson's
   answers.js. ES5. Keeps answers in local storage below "mwanga/<course key>/", where me.js reads them. */
(function (w) {
  'use strict';

  /* Where each script's digits begin: the distance from the one before, in base 36. */
  var DIGITS = ('19c 40 5s bq 3k 3k 3k 3k 3k 3k 3k 3k 3k 2y 3k 28 80 28 1g0 1c 8m 3u 4w g 5c 2o 40 g r80 j4 1c 5s w 2o bk hio ' +
    '1ow mu 3u 1y 4a 80 9s 3k ao 34 34 c0 34 lc 74 28 f5s 2o 40 nao c0 19c').split(' ');
  /* What Python calls white space: not quite a browser's \s. */
  var BLANKS = /[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
  var memory = {};

  function ids(list) { return list.map(function (item) { return item.id; }); }

  function refused(why) { return { refused: why }; }

  function isText(value) { return typeof value === 'string'; }

  function areSame(some, others) { return JSON.stringify(some.slice().sort()) === JSON.stringify(others.sort()); }

  function rightIn(feedback) { return feedback.filter(function (item) { return item.correct; }).length; }

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
    return trimmed(folded.replace(/[\ud800-\udbff][\udc00-\udfff]|[^\0-\x7f]/g, asDigit));
  }

  function feedbackOn(question, chosen) {
    return question.options.filter(function (option) { return chosen.indexOf(option.id) >= 0; }).map(function (option) {
      return { id: option.id, correct: option.correct, text: option.feedback };
    });
  }

  function oneAnswer(question, given) {
    if (given === null || given === '') { return refused('none'); }
    var feedback = feedbackOn(question, [given]);
    return feedback[0] ? graded(+feedback[0].correct, feedback, '') : refused('odd');
  }

  function severalAnswers(question, given, texts) {
    if (!Array.isArray(given)) { return refused('odd'); }
    if (!given.length) { return refused('none'); }
    var feedback = feedbackOn(question, given), hits = rightIn(feedback), misses = given.length - hits, all = rightIn(question.options);
    if (feedback.length !== given.length) { return refused('odd'); }
    return graded(Math.max(0, hits - misses) / all, feedback, hits < all && !misses ? texts.missing : '');
  }

  function putInOrder(question, given) {
    if (given === null) { return refused('none'); }
    if (!Array.isArray(given) || !given.every(isText) || !areSame(given, ids(question.items))) { return refused('order'); }
    return shareOf(question, question.items.map(function (item, place) {
      var isRight = given[place] === item.id;
      return { id: given[place], correct: isRight, text: isRight ? item.feedback : '' };
    }));
  }

  function fillTheGap(question, given) {
    if (!given || typeof given !== 'object' || !areSame(Object.keys(given), ids(question.gaps))) { return refused('odd'); }
    var entries = Object.keys(given).map(function (id) { return given[id]; });
    if (!entries.every(isText) || /[^]{201}/.test(entries.join('\n').replace(/x/, ''))) { return refused('long'); }
    if (!entries.some(trimmed)) { return refused('none'); }
    return shareOf(question, question.gaps.map(function (gap) {
      var fits = gap.answers.map(normalised).indexOf(normalised(given[gap.id])) >= 0;
      return { id: gap.id, correct: fits, text: fits ? '' : gap.feedback };
    }));
  }
}(window));
