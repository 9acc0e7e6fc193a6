/* The projector view: keys for those who stand in front, and counting without loading the page again. Everything works without it.
   Next: the arrow that points onwards, space, page down. Back: the other arrow, page up. Digits count a hand, with shift one less.
   ES5, so that old machines can read it. */
(function () {
  'use strict';
  var d = document;
  var form = d.querySelector('[data-count]');
  var isRtl = d.documentElement.dir === 'rtl';

  function field(place) { return form && form.querySelector('[name=h' + place + ']'); }

  function count(place, step) {
    var input = field(place);
    if (!input) { return false; }
    input.value = Math.max(0, Math.min(999, (parseInt(input.value, 10) || 0) + step));
    return true;
  }

  function press(selector) {
    var found = d.querySelector(selector);
    if (found) { found.click(); }
  }

  if (form) {
    form.addEventListener('click', function (event) {
      var button = event.target;
      var step = button.name === 'step' && /^([+-])(\d)$/.exec(button.value);
      if (step && count(step[2], step[1] === '+' ? 1 : -1)) { event.preventDefault(); }
    });
  }

  d.addEventListener('keydown', function (event) {
    var key = event.key, at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName)) { return; }
    var onwards = isRtl ? 'ArrowLeft' : 'ArrowRight', backwards = isRtl ? 'ArrowRight' : 'ArrowLeft';
    var digit = /^Digit([1-9])$/.exec(event.code || '') || /^([1-9])$/.exec(key);
    if (key === onwards || key === 'PageDown' || (key === ' ' && !/^(A|BUTTON)$/.test(at.tagName))) {
      event.preventDefault();
      press(form ? '[data-next]' : '[rel=next]');
    } else if (key === backwards || key === 'PageUp') {
      event.preventDefault();
      press('[rel=prev]');
    } else if (key === 'Escape') {
      press('[data-leave]');
    } else if (digit && count(digit[1], event.shiftKey ? -1 : 1)) {
      event.preventDefault();
    }
  });
}());
