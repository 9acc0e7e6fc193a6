/* A phone that others use too closes ten minutes after its last touch: what it knows of a learner goes, and the page is left.
   Answers that wait for a line stay; they are tied to who gave them (outbox.js) and are shown to nobody else.
   My learning says whether it is such a phone; "mwanga:shared" is the time of the last touch. The server counts for itself, by the
   cookie, and is told of touches every other minute. After erasing, it forgets at once. ES5. lesson.js loads this in one file with
   ticks.js and outbox.js. */
(function (w, d) {
  'use strict';
  if (w.MwangaShared) { return; }
  var page = w.MwangaLesson, said = d.querySelector('[data-me]'), NAME = 'shared', MOST = 600000, TELL = 120000, REST = 5000;
  var home = page.up + d.documentElement.lang + '/me/', told = Date.now(), touched = 0;
  w.MwangaShared = 1;

  function nothing() { return; }

  function forget(isAll) {
    try {
      Object.keys(w.localStorage).forEach(function (key) {
        var name = key.slice(7), record;
        if (key.indexOf('mwanga:')) { return; }
        if (isAll || name.indexOf('out')) { w.localStorage.removeItem(key); } else if (name !== 'out') {
          record = page.kept(name);
          record.by = record.by || told; /* whose it is was not known, and is not known any more */
          page.keep(name, record);
        }
      });
      if (isAll) { ['mwanga', 'mwanga-files'].forEach(function (name) { w.indexedDB.deleteDatabase(name); }); }
    } catch (refused) { nothing(); }
  }

  function leave() {
    d.body.hidden = true;
    d.title = ' ';
    w.location.replace(home);
  }

  /* Says whether there is nothing to close. Whoever clears the phone forgets the last touch too: nothing is left to close then, and
     the way there is not cut off. */
  function look() {
    var at = page.kept(NAME);
    if (at && Date.now() - at > MOST) {
      forget();
      page.keep = nothing; /* whatever is under way writes nothing any more */
      leave();
    }
    return !page.kept(NAME);
  }

  /* Scrolling tells of itself many times a second; storage is written once in a while. */
  function touch() {
    var now = Date.now();
    if (now - touched < REST) { return; }
    touched = now;
    if (look()) { return; }
    page.keep(NAME, now);
    if (now - told > TELL) {
      told = now;
      w.fetch(home + 'touched/', { credentials: 'same-origin' }).then(nothing, nothing);
    }
  }

  if (d.querySelector('[data-erased]')) { forget(true); return; }
  look(); /* before a page that was asked for after ten minutes counts as a touch */
  if (said) { page.keep(NAME, said.hasAttribute('data-shared') ? Date.now() : 0); }
  if (look()) { return; }
  ['click', 'keydown', 'touchstart', 'scroll'].forEach(function (event) { w.addEventListener(event, touch); });
  /* Closed in another tab, it is closed here too. */
  w.addEventListener('storage', function (event) { if (event.key === 'mwanga:' + NAME && !event.newValue) { leave(); } });
  w.setInterval(look, 15000);
  touch();
}(window, document));
