/* Who is at this device, and what it keeps for each: for the pages of a bundle. All stands in local storage below "mwanga/":
   a guest's room is "mwanga/<course key>/", a learner's "mwanga/@<learner id>/<course key>/". No name is kept.
   It says on the page who is learning and how many answers were not yet brought home. ES5, no network. */
(function (w, d) {
  'use strict';
  var OURS = 'mwanga/', NOW = 'mwanga/now', LEARNERS = 'mwanga/learners', TRIES = 'mwanga/tries', SEEN = 'mwanga/seen', REST = 1200000;
  var IN_A_ROOM = /^mwanga\/(?:@([^\/]+)\/)?([^\/@]+)\/(answer\/|lesson\/|play\/|result\/|claim$)/;
  var store = null;

  try {
    store = w.localStorage;
    store.setItem(OURS, '');
    store.removeItem(OURS);
  } catch (refusal) { store = null; }

  function each(list, act) { [].forEach.call(list, act); }

  /* What is kept under a key; null when it is nothing, or not ours to read. */
  function read(key) {
    try { return JSON.parse(store.getItem(key)); } catch (foreign) { return null; }
  }

  /* Whether it was kept: a store may be full. */
  function keep(key, value) {
    try { store.setItem(key, JSON.stringify(value)); return true; } catch (full) { return false; }
  }

  /* --- learners --- */

  function learners() {
    var list = store && read(LEARNERS);
    return Array.isArray(list) ? list.filter(function (one) { return one && one.id && one.face; }) : [];
  }

  function learner(id) { return learners().filter(function (one) { return one.id === id; })[0] || null; }

  /* The id of who is here; "" for the guest. */
  function now() {
    var id = store ? store.getItem(NOW) || '' : '';
    return id && learner(id) ? id : '';
  }

  function enter(id) {
    keep(SEEN, Date.now());
    try { store.setItem(NOW, id); return true; } catch (full) { return false; }
  }

  /* "fish" -> its name in the page's language, and which one it is where several chose the same. */
  function called(id, faces) {
    var one = learner(id), same = one ? learners().filter(function (other) { return other.face === one.face; }) : [];
    var place = same.map(function (other) { return other.id; }).indexOf(id);
    return one ? (faces[one.face] || one.face) + (place > 0 ? ' ' + (place + 1) : '') : '';
  }

  /* --- rooms --- */

  function room(course, id) { return OURS + (id ? '@' + id + '/' : '') + course + '/'; }

  function keys() {
    var all = [], i;
    for (i = 0; store && i < store.length; i++) { all.push(store.key(i)); }
    return all;
  }

  /* Keys of what is kept in somebody's rooms, in everybody's without an id; of one kind: "answer/", "lesson/", "play/", "result/" or "claim". */
  function kept(id, kind) {
    return keys().filter(function (key) {
      var parts = IN_A_ROOM.exec(key);
      return parts && (id === undefined || (parts[1] || '') === id) && (!kind || parts[3] === kind);
    });
  }

  /* How many answers were not yet brought home: no receipt names them. */
  function unsent(id) {
    return kept(id, 'answer/').filter(function (key) { return !(read(key) || {}).home; }).length;
  }

  function drop(keys) { keys.forEach(function (key) { store.removeItem(key); }); }

  /* What one has goes to another. Whatever does not fit into the store stays where it was. */
  function move(from, to) {
    kept(from).forEach(function (key) {
      var parts = IN_A_ROOM.exec(key), end = key.slice(room(parts[2], from).length);
      try {
        store.setItem(room(parts[2], to) + end, store.getItem(key));
        store.removeItem(key);
      } catch (full) { return; }
    });
  }

  function forget(id) {
    var tries = read(TRIES) || {};
    drop(kept(id));
    if (!id) { return; }
    keep(LEARNERS, learners().filter(function (one) { return one.id !== id; }));
    delete tries[id];
    keep(TRIES, tries);
    if (store.getItem(NOW) === id) { store.removeItem(NOW); }
  }

  /* Everything of ours, of everybody, and nothing of others. */
  function forgetAll() { drop(keys().filter(function (key) { return key.indexOf(OURS) === 0; })); }

  /* --- somebody who went away --- */

  /* When a learner was last seen: on a page with this script, or answering a question in a lesson. */
  function lastSeen(id) {
    return Math.max.apply(null, kept(id, 'answer/').map(function (key) {
      return Date.parse((read(key) || {}).occurred_at) || 0;
    }).concat(read(SEEN) || 0));
  }

  /* After twenty minutes the device asks again who is there: whoever picks it up would learn in another's name. */
  function stillThere() {
    var id = now(), bar = d.querySelector('[data-who] a');
    if (id && Date.now() - lastSeen(id) > REST) {
      store.removeItem(NOW);
      if (bar) { w.location.replace(bar.href); }
      return;
    }
    if (id) { keep(SEEN, Date.now()); }
  }

  /* --- what pages show --- */

  /* "sun=Sonne|tree=Baum" as an object. */
  function facesIn(el) {
    var faces = {};
    (el.getAttribute('data-faces') || '').split('|').forEach(function (pair) { faces[pair.split('=')[0]] = pair.split('=')[1]; });
    return faces;
  }

  /* The drawing of a face, from faces.js. */
  function draw(el, face) {
    var lines = (w.MWANGA_FACES || {})[face];
    el.innerHTML = lines ? '<svg viewBox="0 0 48 48" aria-hidden="true">' + lines + '</svg>' : '';
  }

  function showWho(bar) {
    var id = now();
    draw(bar.querySelector('[data-face]'), id ? learner(id).face : 'guest');
    bar.querySelector('[data-called]').textContent = id ? called(id, facesIn(bar)) : bar.getAttribute('data-guest');
    bar.querySelector('[data-is]').hidden = false;
  }

  /* What is everybody's is said only where it is more than one's own, if that stands there too. */
  function showUnsent(el) {
    var isAll = el.getAttribute('data-unsent') === 'all', own = unsent(now()), count = isAll ? unsent() : own;
    el.textContent = el.textContent.replace('{count}', count);
    el.hidden = !kept().length || (isAll && count === own && !!d.querySelector('[data-unsent=""]'));
  }

  w.MwangaRooms = {
    isOpen: !!store, called: called, draw: draw, drop: drop, enter: enter, facesIn: facesIn, forget: forget, forgetAll: forgetAll, keep: keep,
    kept: kept, learner: learner, learners: learners, move: move, now: now, read: read, room: room, unsent: unsent
  };
  if (!store) {
    each(d.querySelectorAll('[data-blocked]'), function (note) { note.hidden = false; });
    return;
  }
  if (store.getItem(NOW) && !now()) { store.removeItem(NOW); }
  stillThere();
  each(d.querySelectorAll('[data-who]'), showWho);
  each(d.querySelectorAll('[data-unsent]'), showUnsent);

  /* Another tab may hand the device over, and a browser may show a page again as it was: nothing of the one before stays. */
  w.addEventListener('storage', function (event) { if (event.key === NOW) { w.location.reload(); } });
  w.addEventListener('pageshow', function (event) { if (event.persisted) { w.location.reload(); } });
}(window, document));
