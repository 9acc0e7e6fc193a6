/* "Who is learning?" in a bundle: learners of this device, each with a face and three secret pictures, and a guest. They keep others
   from learning in somebody's name; they lock nothing away from whoever can read the device's store, and the page says so.
   Rooms are rooms.js's, digests codes.js's; the words stand in the page. ES5, no network. */
(function (w, d) {
  'use strict';
  var place = d.querySelector('[data-learners]'), rooms = w.MwangaRooms, codes = w.MwangaCodes;
  var TRIES = 'mwanga/tries', FREE = 3, FIRST = 10000, LONGEST = 600000, PICTURES = 3;
  var faces, asked, chosen, timer;

  function each(list, act) { [].forEach.call(list, act); }

  function text(name) { return place.getAttribute('data-' + name); }

  function panel(name) { return place.querySelector('[data-panel=' + name + ']'); }

  function on(button, act) { place.querySelector(button).addEventListener('click', act); }

  function open(name) {
    each(place.querySelectorAll('[data-panel]'), function (one) { one.hidden = one.getAttribute('data-panel') !== name; });
    w.clearTimeout(timer);
    if (name !== 'who') { panel(name).querySelector('h2').focus(); }
  }

  function say(name, words) { panel(name).querySelector('[role=status]').textContent = words; }

  function heading(name, learner) {
    rooms.draw(panel(name).querySelector('[data-face]'), learner.face);
    panel(name).querySelector('[data-called]').textContent = rooms.called(learner.id, faces) || faces[learner.face];
  }

  /* --- the list --- */

  function tile(words, face, act, isNow) {
    var button = d.createElement('button'), drawing = d.createElement('span');
    button.type = 'button';
    rooms.draw(drawing, face);
    button.appendChild(drawing);
    button.appendChild(d.createTextNode(words));
    if (isNow) { button.setAttribute('aria-current', 'true'); }
    button.addEventListener('click', act);
    place.querySelector('[data-people]').appendChild(button);
  }

  function list() {
    var here = rooms.now();
    place.querySelector('[data-people]').textContent = '';
    rooms.learners().forEach(function (one) {
      tile(rooms.called(one.id, faces), one.face, function () { if (one.id === here) { go(one.id); } else { ask(one); } }, one.id === here);
    });
    tile(text('guest'), 'guest', function () { go(''); }, !here);
    tile(text('add'), 'add', adding);
    open('who');
  }

  function go(id) {
    if (rooms.enter(id)) { w.location.href = text('next'); }
  }

  /* --- three pictures --- */

  /* want: {learner, words, done(pictures)} with what stands above the pictures. */
  function pictures(want) {
    asked = want;
    chosen = [];
    heading('pin', want.learner);
    place.querySelector('[data-forgot]').hidden = !want.isOld;
    open('pin');
    say('pin', '');
    count();
    rest();
  }

  function count() {
    var dots = '', i;
    for (i = 0; i < PICTURES; i++) { dots += i < chosen.length ? '\u25cf ' : '\u25cb '; }
    place.querySelector('[data-dots]').textContent = dots;
    place.querySelector('[data-ask]').textContent = asked.words + ' ' + text('places').split('|')[chosen.length];
  }

  function pick() {
    var done = asked.done, all;
    chosen.push(this.getAttribute('data-pick'));
    say('pin', '');
    if (chosen.length < PICTURES) { count(); return; }
    all = chosen;
    chosen = [];
    count();
    done(all);
  }

  /* Milliseconds still to wait after wrong ones. A clock that was put back makes nobody wait longer than the longest wait. */
  function waiting(id) {
    var one = (rooms.read(TRIES) || {})[id] || [0, 0];
    return Math.min(one[1] - Date.now(), LONGEST);
  }

  function rest() {
    var left = asked.isOld ? waiting(asked.learner.id) : 0;
    each(place.querySelectorAll('[data-pick]'), function (button) { button.disabled = left > 0; });
    if (left > 0) {
      say('pin', text('wait').replace('{seconds}', Math.ceil(left / 1000)));
      timer = w.setTimeout(function () { say('pin', ''); rest(); }, left);
    }
  }

  function wrong(id) {
    var all = rooms.read(TRIES) || {}, tries = ((all[id] || [])[0] || 0) + 1;
    var wait = tries < FREE ? 0 : Math.min(FIRST * Math.pow(2, tries - FREE), LONGEST);
    all[id] = [tries, Date.now() + wait];
    rooms.keep(TRIES, all);
    say('pin', text('wrong'));
    rest();
  }

  function right(id) {
    var all = rooms.read(TRIES) || {};
    delete all[id];
    rooms.keep(TRIES, all);
  }

  function ask(learner) {
    pictures({
      learner: learner, words: '', isOld: true, done: function (all) {
        if (codes.pin(learner.id, all) !== learner.pin) { wrong(learner.id); return; }
        right(learner.id);
        go(learner.id);
      }
    });
  }

  /* New ones are chosen twice, so that nobody is locked out by a slip. */
  function choose(learner, done) {
    pictures({
      learner: learner, words: text('choose'), done: function (first) {
        pictures({
          learner: learner, words: text('repeat'), done: function (second) {
            if (first.join() === second.join()) { done(codes.pin(learner.id, first)); return; }
            choose(learner, done);
            say('pin', text('differ'));
          }
        });
      }
    });
  }

  /* Keeps a learner, new or changed. */
  function put(learner) {
    var isThere = false, all = rooms.learners().map(function (one) {
      isThere = isThere || one.id === learner.id;
      return one.id === learner.id ? learner : one;
    });
    return rooms.keep('mwanga/learners', isThere ? all : all.concat(learner));
  }

  /* --- adding --- */

  function uuid() {
    var bytes = new Uint8Array(16), i;
    if (w.crypto && w.crypto.getRandomValues) {
      w.crypto.getRandomValues(bytes);
    } else {
      for (i = 0; i < 16; i++) { bytes[i] = Math.random() * 256; }
    }
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    return w.mwangaVerify.uuid(bytes);
  }

  function adding() {
    var form = panel('add').querySelector('form'), take = place.querySelector('[data-take]'), mine = rooms.kept('', 'answer/').length;
    form.reset();
    say('add', '');
    take.hidden = !mine;
    take.querySelector('span').textContent = text('take').replace('{count}', mine);
    open('add');
  }

  /* A sentence when what was typed is no code, or one that is at this device already. */
  function trouble(typed, code) {
    var isTaken = code && rooms.learners().some(function (one) { return one.code === code; });
    return typed.trim() && !code ? text('slip') : isTaken ? text('taken') : '';
  }

  function add(event) {
    var form = this, typed = form.elements.code.value, code = codes.read(typed) || '', words = trouble(typed, code), learner;
    event.preventDefault();
    each(form.elements.face, function (field) { if (field.checked) { learner = { id: uuid(), face: field.value, code: code }; } });
    if (words || !learner) { say('add', words || text('face')); return; }
    choose(learner, function (pin) {
      learner.pin = pin;
      learner.made = new Date().toISOString();
      if (!put(learner)) { pictures(asked); say('pin', text('full')); return; }
      if (form.elements.take.checked && !form.querySelector('[data-take]').hidden) { rooms.move('', learner.id); }
      go(learner.id);
    });
  }

  /* --- forgotten pictures --- */

  function forgotten() {
    var learner = asked.learner;
    heading('forgot', learner);
    each(place.querySelectorAll('[data-with-code]'), function (el) { el.hidden = !learner.code; });
    place.querySelector('[data-without-code]').hidden = !!learner.code;
    panel('forgot').querySelector('form').reset();
    say('forgot', '');
    open('forgot');
  }

  function renew(event) {
    var learner = asked.learner;
    event.preventDefault();
    if (codes.read(this.elements.known.value) !== learner.code) { say('forgot', text('other')); return; }
    choose(learner, function (pin) {
      learner.pin = pin;
      put(learner);
      right(learner.id);
      go(learner.id);
    });
  }

  function remove() {
    var id = asked.learner.id, words = text('remove').replace('{name}', rooms.called(id, faces)).replace('{count}', rooms.unsent(id));
    if (!w.confirm(words)) { return; }
    rooms.forget(id);
    list();
  }

  if (!place || !rooms || !rooms.isOpen || !codes) { return; }
  faces = rooms.facesIn(place);
  each(place.querySelectorAll('[data-face]'), function (el) { rooms.draw(el, el.getAttribute('data-face')); });
  each(place.querySelectorAll('[data-pick]'), function (button) { button.addEventListener('click', pick); });
  each(place.querySelectorAll('[data-back]'), function (button) { button.addEventListener('click', list); });
  on('[data-forgot]', forgotten);
  on('[data-remove]', remove);
  panel('add').querySelector('form').addEventListener('submit', add);
  panel('forgot').querySelector('form').addEventListener('submit', renew);
  list();
}(window, document));
