/* The name as it will stand on the certificate, while it is typed: in its own direction, set apart from the page's. The next page
   shows the whole certificate, with or without this file. ES5, so that old phones can read it. */
(function (d) {
  'use strict';
  var field = d.getElementById('name'), shown = d.querySelector('[data-name-shown]');
  if (!field || !shown || !shown.querySelector) { return; }
  var name = shown.querySelector('bdi');

  function show() {
    name.textContent = field.value;
    shown.hidden = !/\S/.test(field.value);
  }

  field.addEventListener('input', show);
  show();
}(document));
