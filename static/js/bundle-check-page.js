/* The page that checks a bundle: takes a file, asks bundle-check.js, shows one sentence and the facts. What is no bundle with a
   signature is hashed, and the hash can be compared with what this site offers. Nothing of the file leaves this device. ES5. */
(function (w, d) {
  'use strict';
  var root = d.querySelector('[data-check]'), my = w.mwangaVerify, PIECE = 1048576, field = d.querySelector('[data-ask]');
  var status = root.querySelector('[role=status]'), bar = root.querySelector('progress'), turn = 0;

  function each(name, act) { [].forEach.call(root.querySelectorAll('[' + name + ']'), act); }

  function reveal(name, isShown) { each(name, function (element) { element.hidden = !isShown; }); }

  function write(name, text) { each(name, function (element) { element.textContent = text; }); }

  function table(name) { return JSON.parse(root.getAttribute(name)); }

  /* Blob.slice and FileReader: nothing else reads a part of a file on old phones. */
  function sourceOf(file) {
    return {
      size: file.size,
      read: function (at, length, done) {
        var reader = new w.FileReader();
        if (at < 0 || at + length > file.size) { done(); return; }
        reader.onload = function () { done(new Uint8Array(reader.result)); };
        reader.onerror = function () { done(); };
        reader.readAsArrayBuffer(file.slice(at, at + length));
      }
    };
  }

  function begin(file) {
    reveal('data-word', false);
    reveal('data-facts', false);
    reveal('data-hash', false);
    reveal('data-wait', true);
    bar.hidden = false;
    bar.max = file.size || 1;
    bar.value = 0;
  }

  function far(done) { bar.value = done; }

  function end(word) {
    reveal('data-wait', false);
    bar.hidden = true;
    if (!root.querySelector('[data-word="' + word + '"]')) { word = 'unreadable'; }
    reveal('data-word="' + word + '"', true);
    root.setAttribute('data-said', word);
    status.focus();
  }

  function show(verdict) {
    var manifest = verdict.manifest, names = table('data-languages'), tiers = table('data-tiers');
    write('data-path', verdict.path || '');
    reveal('data-path', verdict.path);
    if (manifest) {
      write('data-fact="courses"', manifest.courses.map(function (course) { return course.title; }).join(' · '));
      write('data-fact="languages"', manifest.languages.map(function (code) { return names[code] || code; }).join(' + '));
      write('data-fact="tier"', tiers[manifest.tier] || manifest.tier);
      write('data-fact="version"', manifest.version);
      write('data-fact="licence"', manifest.licence);
      write('data-fact="kid"', verdict.kid);
    }
    reveal('data-facts', manifest);
    end(verdict.word);
  }

  /* The hash of a file, a piece at a time. */
  function hashOf(source, done) {
    var hasher = my.hasher(), at = 0;
    function step() {
      if (at >= source.size) { done(my.hex(hasher.end())); return; }
      source.read(at, Math.min(PIECE, source.size - at), function (bytes) {
        if (!bytes) { done(''); return; }
        hasher.add(bytes);
        at += bytes.length;
        far(at);
        w.setTimeout(step, 0);
      });
    }
    step();
  }

  function look(file) {
    var mine = ++turn, source = sourceOf(file);
    begin(file);
    my.checkBundle(source, table('data-keys'), far, function (verdict) {
      if (turn !== mine) { return; }
      if (verdict.word !== 'no_bundle') { show(verdict); return; }
      hashOf(source, function (hash) {
        if (turn !== mine) { return; }
        write('data-sum', hash);
        if (field) { field.value = hash; }
        reveal('data-hash', hash);
        end(hash ? 'no_bundle' : 'unreadable');
      });
    });
  }

  if (!w.FileReader || !w.Blob || !w.Blob.prototype.slice || !w.Uint8Array || !my) { return; }
  reveal('data-ways', true);
  root.querySelector('[type=file]').addEventListener('change', function () {
    if (this.files && this.files[0]) { look(this.files[0]); }
    this.value = '';
  });
}(window, document));
