/* Reads the codes that a learner's screen shows into the field of the form, one after the other, by the camera or from photos.
   Its words stand in the page; without it the field takes codes as text. What reads pictures comes when it is wanted. ES5. */
(function (w, d) {
  'use strict';
  var root = d.querySelector('[data-results-scan]'), field = d.getElementById('codes'), PAUSE = 400, MARK = 'MW1:';
  var SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:', stop = null, seen = {};

  function one(name) { return root.querySelector('[data-' + name + ']'); }

  function say(text) { one('said').textContent = text; }

  function problem(why) {
    end();
    [].forEach.call(root.querySelectorAll('[data-problem]'), function (line) { line.hidden = line.getAttribute('data-problem') !== why; });
  }

  function end() {
    if (stop) { stop(); }
    stop = null;
    one('camera').hidden = true;
  }

  /* Which code this is, by its first bytes: a list of seven, the device's key of 32 bytes, which part it is and of how many, the
     learner's id of 16. */
  function placeOf(text) {
    var bytes = [], at = 35, i, value, part, parts;
    function number() {
      at++;
      return bytes[at - 1] === 24 ? bytes[at++] : bytes[at - 1];
    }
    for (i = MARK.length; i < MARK.length + 84; i += 3) {
      value = SIGNS.indexOf(text.charAt(i)) + 45 * SIGNS.indexOf(text.charAt(i + 1)) + 2025 * SIGNS.indexOf(text.charAt(i + 2));
      bytes.push(value >> 8, value & 255);
    }
    part = number();
    parts = number();
    return { part: part, parts: parts, whose: [bytes.slice(3, 35), bytes.slice(at, at + 17), parts].join() };
  }

  function take(text) {
    var place, mine, line = String(text).replace(/^\s+|\s+$/g, '');
    if (line.slice(0, MARK.length) !== MARK) { return say(root.getAttribute('data-odd')); }
    place = placeOf(line);
    mine = seen[place.whose] = seen[place.whose] || {};
    mine[place.part] = true;
    if (('\n' + field.value + '\n').indexOf('\n' + line + '\n') < 0) {
      field.value += (field.value && !/\n$/.test(field.value) ? '\n' : '') + line + '\n';
    }
    if (Object.keys(mine).length >= place.parts) {
      end();
      return say(root.getAttribute('data-all'));
    }
    say(root.getAttribute('data-read').replace('{part}', place.part).replace('{parts}', place.parts));
  }

  function load(done) {
    var script;
    if (w.mwangaCamera) { return done(); }
    script = d.createElement('script');
    script.src = root.getAttribute('data-scan-src');
    script.onload = function () { if (w.mwangaCamera) { done(); } else { problem('failed'); } };
    script.onerror = function () { problem('failed'); };
    d.head.appendChild(script);
  }

  /* The camera gives one text; as long as codes are missing it is opened again. */
  function watch() {
    var video = root.querySelector('video');
    one('camera').hidden = false;
    stop = w.mwangaCamera.start(video, function (text) {
      take(text);
      if (!one('camera').hidden) { w.setTimeout(function () { if (!one('camera').hidden) { watch(); } }, PAUSE); }
    }, problem);
  }

  one('scan').onclick = function () {
    problem('');
    load(watch);
  };
  one('stop').onclick = end;
  one('photo').onchange = function () {
    var file = this.files && this.files[0];
    problem('');
    if (file) { load(function () { stop = w.mwangaCamera.photo(file, take, problem); }); }
    this.value = '';
  };
  one('ways').hidden = false;
}(window, document));
