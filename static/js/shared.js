/* A phone that others use too closes ten minutes after its last touch: what it knows of a learner goes, and the page is left.
   My learning says whether it is such a phone; "mwanga:shared" is the time of the last touch. The server counts for itself, by the
   cookie, and is told of touches every other minute. After erasing, it forgets at once. ES5. lesson.js loads this in one file with ticks.js and outbox.js. */
(function (w, d) {
  'use strict';
  if (w.MwangaShared) { return; }
  var page = w.MwangaLesson, said = d.querySelector('[data-me]'), NAME = 'shared', MOST = 600000, TELL = 120000;
  var home = page.up + d.documentElement.lang + '/me/', told = Date.now();
  w.MwangaShared = 1;

  function last() {
    try { return +w.localStorage.getItem('mwanga:' + NAME); } catch (refused) { return 0; }
  }

  function nothing() { return; }

  function forget() {
    try {
      Object.keys(w.localStorage).forEach(function (key) { if (!key.indexOf('mwanga:')) { w.localStorage.removeItem(key); } });
      w.indexedDB.deleteDatabase('mwanga');
    } catch (refused) { nothing(); }
  }

  function close() {
    d.body.hidden = true;
    d.title = ' ';
    forget();
    w.location.replace(home);
  }

  /* Whoever clears the phone forgets the last touch too: nothing is left to close then, and the way there is not cut off. */
  function look() {
    var at = last(), late = at && Date.now() - at > MOST;
    if (late) { close(); }
    return late || !at;
  }

  function touch() {
    if (look()) { return; }
    page.keep(NAME, Date.now());
    if (Date.now() - told > TELL) {
      told = Date.now();
      w.fetch(home + 'touched/', { credentials: 'same-origin' }).then(nothing, nothing);
    }
  }

  if (d.querySelector('[data-erased]')) { forget(); return; }
  if (said) { page.keep(NAME, said.hasAttribute('data-shared') ? Date.now() : 0); }
  if (look()) { return; }
  ['click', 'keydown', 'touchstart', 'scroll'].forEach(function (event) { w.addEventListener(event, touch); });
  w.setInterval(look, 15000);
  touch();
}(window, document));
