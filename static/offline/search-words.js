/* Words as search compares them: the twin of courses/search/words.py and of the reading in courses/search/question.py; all pass
   tests/cases/search.json. Old engines know no classes of Unicode, so the signs that are no part of a word are listed for the scripts
   of our languages and their neighbours. ES5. */
(function (w) {
  'use strict';
  var LONGEST_WORD = 40, LONGEST = 100, MOST_WORDS = 8;
  var JOINERS = '\'\u2019\u2018\u02bc\u02bb\x60\u00b4\u2032\\-\u2010\u2011\u2212';
  /* No letter, mark, figure or invisible joiner. Half a pair of an emoji is none either. */
  var APART = '\\0-&(-,./:-@\\[-_{-\u00a9\u00ab\u00ac\u00ae-\u00b1\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u02c2-\u02c5\u02d2-\u02df' +
    '\u037e\u0387\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05f3\u05f4\u0606-\u060f\u061b\u061d-\u061f\u066a-\u066d\u06d4\u06de' +
    '\u06e9\u06fd\u06fe\u0964\u0965\u0970\u09f2\u09f3\u09fa\u09fb\u1360-\u1368\u1390-\u1399\u1680\u1800-\u180a\u2000-\u200a' +
    '\u2012-\u2029\u202f-\u2031\u2033-\u205f\u207a-\u207e\u208a-\u208e\u20a0-\u20cf\u2100\u2101\u2114-\u2118\u2120-\u2123' +
    '\u2190-\u2211\u2213-\u245f\u249c-\u24e9\u2500-\u2775\u2794-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\ufd3e\ufd3f' +
    '\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uff06\uff08-\uff0c\uff0e\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffef';
  var PART = '(?:[\\ud83c-\\ud83e][\\udc00-\\udfff])|([^' + APART + JOINERS + '\\ud83c-\\ud83e]+(?:[' + JOINERS + '][^' + APART +
    JOINERS + '\\ud83c-\\ud83e]+)*)';
  var NO_PART = new RegExp('[' + APART + JOINERS + '\u00ad\u0600-\u0605\u061c\u070f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]', 'g');
  var HALVES = new RegExp('[' + JOINERS + ']');
  var INVISIBLE = /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
  /* Signs over and under letters. Vowel signs, and the sign for no vowel, are parts of letters and stay. */
  var MARKS = /[\u0300-\u034e\u0350-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u093c\u0951-\u0954\u135d-\u135f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
  var ZEROS = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0x1810];
  var NASAL = /\u0919\u094d(?=[\u0915-\u0918])|\u091e\u094d(?=[\u091a-\u091d])|\u0923\u094d(?=[\u091f-\u0922])|\u0928\u094d(?=[\u0924-\u0927])|\u092e\u094d(?=[\u092a-\u092d])/g;
  var SAME = {
    '\u00e6': 'ae', '\u0153': 'oe', '\u00fe': 'th', '\u0621': '', '\u0640': '', '\u0901': '\u0902', '\u09ce': '\u09a4\u09cd',
    '\u00df': 'ss', '\u03c2': '\u03c3'
  };
  var ARTICLES = [['\u0627\u0644', 2], ['\u0644\u0644', 3], ['\u0648\u0627\u0644', 3], ['\u0628\u0627\u0644', 3], ['\u0641\u0627\u0644', 3],
    ['\u0643\u0627\u0644', 3], ['\u0648', 4], ['\u0628', 4], ['\u0644', 4]];
  var known = {};

  function pairs(from, to) { from.split('').forEach(function (sign, i) { SAME[sign] = to[i]; }); }

  pairs('\u0253\u0257\u0199\u01b4\u014b\u025b\u0254\u00f8\u0142\u0111\u0131\u028b\u00f0', 'bdkyneooldivd');
  pairs('\u0671\u0649\u06cc\u06d2\u06a9\u0629\u06c1\u06be\u06c3', '\u0627\u064a\u064a\u064a\u0643\u0647\u0647\u0647\u0647');
  /* Rows of Ethiopic syllables that sound alike, and two vowels that do. */
  [[0x1210, 0x1200], [0x1280, 0x1200], [0x12b8, 0x1200], [0x1220, 0x1230], [0x12d0, 0x12a0], [0x1340, 0x1338]].forEach(function (row) {
    var vowel;
    for (vowel = 0; vowel < 7; vowel++) { SAME[String.fromCharCode(row[0] + vowel)] = String.fromCharCode(row[1] + vowel); }
  });
  Object.keys(SAME).concat('\u1203', '\u12a3').forEach(function (sign) {
    var same = SAME[sign] === undefined ? sign : SAME[sign];
    SAME[sign] = same === '\u1203' ? '\u1200' : same === '\u12a3' ? '\u12a0' : same;
  });

  function normal(text, form) { return text.normalize ? text.normalize(form) : text; }

  /* One sign of a word. */
  function same(sign) {
    var code, i;
    if (SAME[sign] !== undefined) { return SAME[sign]; }
    code = sign.charCodeAt(0);
    for (i = 0; i < ZEROS.length; i++) {
      if (code >= ZEROS[i] && code < ZEROS[i] + 10) { return '' + (code - ZEROS[i]); }
    }
    return sign;
  }

  /* The value of Ethiopic figures, read from the left. */
  function ethiopic(figures) {
    return '' + figures.split('').reduce(function (value, figure) {
      var code = figure.charCodeAt(0);
      var worth = code < 0x1372 ? code - 0x1368 : code < 0x137b ? (code - 0x1371) * 10 : code === 0x137b ? 100 : 10000;
      return worth >= 100 ? Math.max(value, 1) * worth : value + worth;
    }, 0);
  }

  function folded(word) {
    var text = normal(normal(word, 'NFKD').toLowerCase(), 'NFKD').replace(MARKS, '').replace(NO_PART, '');
    text = text.replace(/[^\0-\x7f]/g, same).replace(NASAL, '\u0902').replace(/[\u1369-\u137c]+/g, ethiopic);
    return normal(text, 'NFC').slice(0, LONGEST_WORD);
  }

  function starts(word, beginning) { return word.slice(0, beginning.length) === beginning; }

  function shorter(word) {
    if (/^[\u0600-\u06ff]/.test(word)) {
      return ARTICLES.filter(function (article) {
        return starts(word, article[0]) && word.length - article[0].length >= article[1];
      }).map(function (article) { return word.slice(article[0].length); });
    }
    if (/^[\u1200-\u137f]/.test(word)) { return /^[\u12e8\u1260\u1208\u12a8]..?/.test(word) && word.length > 2 ? [word.slice(1)] : []; }
    return /^[\0-\x7f]{3,}s$/.test(word) && !/ss$/.test(word) ? [word.slice(0, -1)] : [];
  }

  function made(word) {
    var halves = word.split(HALVES).map(folded), found = [folded(word)], all = [];
    if (halves.length > 1) {
      found = found.concat(halves.filter(function (half) { return half.length > 1 || /^\d$/.test(half); }));
    }
    found.forEach(function (part) {
      [part].concat(shorter(part)).forEach(function (form) { if (form && all.indexOf(form) < 0) { all.push(form); } });
    });
    return all;
  }

  /* All forms under which a word is known. A page asks for the same words over and over. */
  function forms(word) {
    var key = '=' + word;
    known[key] = known[key] || made(word);
    return known[key];
  }

  function beginnings(word, isUnfinished) {
    var own = folded(word), fewest = isUnfinished || own >= '\u0900' ? 2 : 3;
    if (own.length < fewest) { return []; }
    return /^[\u0600-\u06ff].{2,}\u0647$/.test(own) ? [own, own.slice(0, -1)] : [own];
  }

  /* Where each word of a text begins and ends. */
  function wordsIn(text) {
    var finder = new RegExp(PART, 'g'), all = [], found = finder.exec(text);
    while (found) {
      if (found[1]) { all.push([found.index, found.index + found[1].length]); }
      found = finder.exec(text);
    }
    return all;
  }

  /* What somebody typed, without half a word at its end, as words: {typed, exact, starts}. */
  function question(typed) {
    var text = typed.replace(INVISIBLE, '').replace(/\s+/g, ' ').trim(), order = [], by = {}, last;
    if (text.length > LONGEST) { text = text.slice(0, LONGEST + 1).replace(/ [^ ]*$/, '').slice(0, LONGEST); }
    wordsIn(text).forEach(function (place) {
      var word = text.slice(place[0], place[1]), own = folded(word);
      if (own && order.indexOf(own) < 0) { order.push(own); }
      by['=' + own] = word;
    });
    last = order[order.length - 1];
    return order.slice(0, MOST_WORDS).map(function (own) {
      var word = by['=' + own];
      return { typed: word, exact: forms(word), starts: beginnings(word, own === last) };
    });
  }

  /* How a word asked for stands in a word of a text, given its forms: 2 whole, 1 as its beginning, 0 not. */
  function stands(asked, known) {
    var isBegun = false, i;
    for (i = 0; i < known.length; i++) {
      if (asked.exact.indexOf(known[i]) >= 0) { return 2; }
      isBegun = isBegun || asked.starts.some(function (beginning) { return starts(known[i], beginning); });
    }
    return +isBegun;
  }

  w.MwangaWords = { beginnings: beginnings, folded: folded, forms: forms, question: question, stands: stands, wordsIn: wordsIn };
}(window));
