/* Lights a course's lamps in a bundle from what grade.js keeps in this browser below "mwanga/", and clears that.
   Its words stand in data attributes of the page. Without it the page shows all lamps unlit. ES5, no network. */
(function (w, d) {
  'use strict';
  var here = d.querySelector('[data-course]'), unsent = d.querySelector('[data-unsent]'), forget = d.querySelector('[data-forget]');
  var links = d.querySelectorAll('a.lesson'), lamps = d.querySelectorAll('.lamps i'), go = d.querySelector('a.go');
  var ours = [], answers = 0, lit = 0, begun, next, store, i;

  function text(name) { return here.getAttribute('data-' + name); }

  function progress(lesson) {
    try { return JSON.parse(store.getItem('mwanga/' + text('course') + '/lesson/' + lesson)) || {}; } catch (foreign) { return {}; }
  }

  try {
    store = w.localStorage;
    store.setItem('mwanga/', '');
    store.removeItem('mwanga/');
  } catch (refusal) {
    d.querySelector('[data-blocked]').hidden = false;
    return;
  }

  for (i = 0; i < store.length; i++) {
    if (store.key(i).indexOf('mwanga/') === 0) { ours.push(store.key(i)); }
  }
  ours.forEach(function (key) { if (key.indexOf('/answer/') > 0) { answers++; } });

  text('lessons').split(' ').forEach(function (lesson, place) {
    var done = progress(lesson), link = links[place], words = link.querySelector('small');
    var lamp = done.complete ? 'lit' : done.by ? 'half' : 'off';
    lamps[place].setAttribute('class', lamp);
    link.querySelector('i').setAttribute('class', lamp);
    if (done.by) {
      words.textContent = [text(done.complete ? 'finished' : 'begun'),
        text('right').replace('{right}', done.right).replace('{total}', done.total)].concat(words.textContent || []).join(' · ');
    }
    if (done.complete) { lit++; } else if (done.by) { begun = begun || link; } else { next = next || link; }
  });
  next = begun || next;

  if (ours.length) {
    [].forEach.call(d.querySelectorAll('[data-first]'), function (offer) { offer.hidden = true; });
    d.querySelector('.lamps .soft').textContent = text('lit').split('|')[lit];
    if (next) {
      go.href = next.href;
      go.textContent = text('continue').replace('{title}', next.querySelector('span').firstChild.textContent.trim());
    } else {
      go.parentNode.className = 'note';
      go.parentNode.textContent = text('complete');
    }
  }
  if (unsent) {
    unsent.textContent = unsent.textContent.replace('{count}', answers);
    unsent.hidden = forget.hidden = !ours.length;
    forget.onclick = function () {
      if (!w.confirm(forget.getAttribute('data-forget').replace('{count}', answers))) { return; }
      ours.forEach(function (key) { store.removeItem(key); });
      w.location.reload();
    };
  }
  /* Back from a lesson, a browser may show the page as it was. */
  w.onpageshow = function (event) { if (event.persisted) { w.location.reload(); } };
}(window, document));
