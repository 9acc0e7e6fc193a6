/* Search in a bundle, where nobody can be asked: looks through the passages that lessons.js of each language put into MWANGA_SEARCH,
   best first, as courses/search/find.py ranks. What is looked for is kept nowhere but in this page. ES5, no network. */
(function (w, d) {
  'use strict';
  var form = d.querySelector('[data-search]'), hits = d.querySelector('[data-hits]'), said = d.querySelector('[data-said]');
  var words = w.MwangaWords, all = w.MWANGA_SEARCH || [], up = d.documentElement.getAttribute('data-up');
  var WORTH = { title: 4, head: 2, body: 1 }; /* twice as much for a whole word */
  var NEAR_THE_BEST = 0.75, ENOUGH = 0.2, WHOLE_QUESTION = 0.75, LONGEST = 160, BEFORE = 50, MOST = 20;

  function text(name) { return form.getAttribute('data-' + name); }

  /* --- finding --- */

  /* Every word in some passages, each with its forms, once. */
  function known(passages) {
    var found = {};
    passages.forEach(function (passage) {
      words.wordsIn(passage).forEach(function (place) { found['=' + passage.slice(place[0], place[1])] = 1; });
    });
    return Object.keys(found).map(function (word) { return words.forms(word.slice(1)); });
  }

  function indexed(entry) {
    entry.known = entry.known || { title: known([entry.title]), head: known(entry.head), body: known(entry.body) };
    return entry.known;
  }

  /* For each word asked for how much its best place in the entry is worth. */
  function weights(entry, asked) {
    var index = indexed(entry);
    return asked.map(function (word) {
      return Math.max.apply(null, Object.keys(WORTH).map(function (column) {
        return WORTH[column] * Math.max.apply(null, index[column].map(function (forms) { return words.stands(word, forms); }).concat(0));
      }));
    });
  }

  /* Rare words say more than common ones. */
  function ranked(entries, asked) {
    var rows = entries.map(function (entry) { return { entry: entry, weights: weights(entry, asked) }; }).filter(function (row) {
      return row.weights.some(Boolean);
    }), rarity = asked.map(function (word, at) {
      var having = rows.filter(function (row) { return row.weights[at]; }).length;
      return Math.log((entries.length + 1) / (Math.max(having, 1) + 0.5));
    }), best;
    function sum(row, worth) { return rarity.reduce(function (so, rare, at) { return so + rare * worth(row.weights[at]); }, 0); }
    rows.forEach(function (row) {
      row.covered = sum(row, function (weight) { return +(weight > 0); });
      row.worth = sum(row, Number);
    });
    best = Math.max.apply(null, rows.map(function (row) { return row.covered; }).concat(0));
    best = { covered: best, share: best / sum({ weights: asked }, function () { return 1; }) };
    if (!rows.length || best.share < ENOUGH) { return { rows: [], share: 0 }; }
    rows = rows.filter(function (row) { return row.covered >= NEAR_THE_BEST * best.covered; });
    rows.sort(function (a, b) { return b.worth - a.worth || (a.entry.path < b.entry.path ? -1 : 1); });
    return { rows: rows, share: best.share };
  }

  /* --- quoting --- */

  function hit(word, asked) {
    return asked.some(function (one) { return words.stands(one, words.forms(word)) > 0; });
  }

  function countIn(passage, asked) {
    var there = words.wordsIn(passage).map(function (place) { return words.forms(passage.slice(place[0], place[1])); });
    return asked.filter(function (one) { return there.some(function (forms) { return words.stands(one, forms); }); }).length;
  }

  /* The passage with most of the words; the first when none has any. */
  function passageOf(entry, asked) {
    var best = '', most = 0;
    entry.head.concat(entry.quiet ? [] : entry.body).some(function (passage) {
      var count = countIn(passage, asked);
      best = best || passage;
      if (count > most) {
        best = passage;
        most = count;
      }
      return most === asked.length;
    });
    return best;
  }

  /* Where to cut so that the first hit stands in it, between words. */
  function cut(passage, places, at) {
    var start = 0, end = passage.length, i;
    if (passage.length <= LONGEST) { return [0, end]; }
    for (i = places.length - 1; i >= 0 && at > BEFORE && places[i][0] >= at - BEFORE; i--) { start = places[i][0]; }
    for (i = 0; i < places.length && (places[i][1] <= start + LONGEST || places[i][0] <= at); i++) { end = places[i][1]; }
    return [start, end];
  }

  /* Writes a text with its hits marked; a long one cut around the first. */
  function mark(el, passage, asked, isLong) {
    var places = words.wordsIn(passage), found = places.filter(function (place) { return hit(passage.slice(place[0], place[1]), asked); });
    var part = isLong ? cut(passage, places, found[0] ? found[0][0] : 0) : [0, passage.length], done = part[0];
    function write(words) { el.appendChild(d.createTextNode(words)); }
    write(part[0] ? '\u2026 ' : '');
    found.forEach(function (place) {
      if (place[0] < part[0] || place[1] > part[1]) { return; }
      write(passage.slice(done, place[0]));
      make('mark', el).textContent = passage.slice(place[0], place[1]);
      done = place[1];
    });
    write(passage.slice(done, part[1]) + (part[1] < passage.length ? ' \u2026' : ''));
  }

  /* --- showing --- */

  function make(tag, parent, kind) {
    var el = d.createElement(tag);
    if (kind) { el.className = kind; }
    parent.appendChild(el);
    return el;
  }

  function show(entry, data, asked) {
    var item = make('li', hits), link = make('a', make('h2', item)), facts = make('p', item, 'soft'), quote = make('p', item);
    [link, quote].forEach(function (el) {
      el.lang = data.language;
      el.dir = data.dir;
    });
    link.href = up + entry.path;
    mark(link, entry.title, asked);
    make('i', facts, 'chip ' + entry.colours);
    make('bdi', facts).textContent = entry.course || text('course');
    [entry.minutes, data.language === d.documentElement.lang ? '' : data.name].forEach(function (fact) {
      if (fact) { facts.appendChild(d.createTextNode(' \u00b7 ')); }
      make('bdi', facts).textContent = fact;
    });
    mark(quote, passageOf(entry, asked), asked, true);
  }

  /* The page's language; when it has nothing, the others that are there. */
  function look() {
    var asked = words.question(form.elements.q.value), found = { rows: [] }, share = 1, isElsewhere = false, note = '';
    hits.textContent = '';
    if (!asked.length) { said.textContent = ''; return; }
    all.forEach(function (data, place) {
      var here = ranked(data.entries, asked);
      if (place && found.rows.length && !isElsewhere) { return; }
      here.rows.forEach(function (row) { row.data = data; });
      isElsewhere = isElsewhere || (place > 0 && here.rows.length > 0);
      share = found.rows.length ? Math.max(share, here.share) : here.share;
      found.rows = found.rows.concat(here.rows);
    });
    if (isElsewhere) { note = text('elsewhere') + ' '; }
    if (share < WHOLE_QUESTION) { note = text('some') + ' '; }
    said.textContent = found.rows.length ? note + text('count').replace('{count}', found.rows.length) : text('none');
    found.rows.slice(0, MOST).forEach(function (row) { show(row.entry, row.data, asked); });
  }

  function keepInThisPage() {
    try { w.history.replaceState({ q: form.elements.q.value }, ''); } catch (refused) { return; }
  }

  if (!form || !words) { return; }
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    look();
    keepInThisPage();
  });
  if (w.history.state && w.history.state.q) {
    form.elements.q.value = w.history.state.q;
    look();
  }
}(window, document));
