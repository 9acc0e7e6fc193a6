/* Checks a bundle to its last byte: the ZIP is in the one form in which it was made, its manifest and all that stands before the
   signature were signed, and every file in it is the one the manifest lists. The same rules as learning/bundles/tool/ (layout.py,
   signature.py, verify.py). No DOM and no network, so that it runs anywhere. ES5. */
(function (w) {
  'use strict';
  var my = w.mwangaVerify;
  var MANIFEST = 'manifest.json', SIGNATURE = 'manifest.sig', STORED = 0, DEFLATED = 8, PIECE = 1048576;
  var MOST_DIRECTORY = 16777216, MOST_TEXT = 33554432, MOST_SIGNATURE = 4096, END_SIZE = 22, ROW_SIZE = 46, HEADER_SIZE = 30;
  var UNSAFE = /(^|\/)(\.{0,2})(\/|$)|[\\:*?"<>|\x00-\x1f\x7f]/;

  /* Numbers lie in a ZIP with the lowest byte first. */
  function number(bytes, at, size) {
    var value = 0;
    while (size--) { value = value * 256 + bytes[at + size]; }
    return value;
  }

  function written(pairs) {
    var out = [];
    pairs.forEach(function (pair) {
      var value = pair[0], i;
      for (i = 0; i < pair[1]; i++) {
        out.push(value % 256);
        value = Math.floor(value / 256);
      }
    });
    return new Uint8Array(out);
  }

  /* What the header of a file and its row in the directory say alike. */
  function fields(file) {
    return [[20, 2], [file.isAscii ? 0 : 0x800, 2], [file.method, 2], [0x210000, 4], [file.crc, 4], [file.packed, 4], [file.size, 4], [file.name.length, 2], [0, 2]];
  }

  function header(file) {
    return my.joined([written([[0x04034b50, 4]].concat(fields(file))), file.name]);
  }

  function directory(files, begins) {
    var rows = my.joined(files.map(function (file) {
      return my.joined([written([[0x02014b50, 4], [0x314, 2]].concat(fields(file), [[0, 2], [0, 2], [0, 2], [0x81a40000, 4], [file.at, 4]])), file.name]);
    }));
    return my.joined([rows, written([[0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [rows.length, 4], [begins, 4], [0, 2]])]);
  }

  /* The files that a directory lists. Raises what my.fail raises unless its bytes are those, and no others, that the list demands. */
  function filesIn(bytes, begins) {
    var files = [], seen = Object.create(null), at = 0, end = bytes.length - END_SIZE, next = 0, file;
    while (at < end) {
      file = { method: number(bytes, at + 10, 2), crc: number(bytes, at + 16, 4), packed: number(bytes, at + 20, 4), size: number(bytes, at + 24, 4), at: number(bytes, at + 42, 4) };
      file.name = bytes.subarray(at + ROW_SIZE, at + ROW_SIZE + number(bytes, at + 28, 2));
      file.path = my.fromUtf8(file.name);
      file.isAscii = file.path.length === file.name.length;
      if (file.at !== next || seen[file.path] || UNSAFE.test(file.path) || file.method !== DEFLATED && (file.method !== STORED || file.packed !== file.size)) { my.fail('changed'); }
      seen[file.path] = true;
      next = file.at + HEADER_SIZE + file.name.length + file.packed;
      at += ROW_SIZE + file.name.length;
      files.push(file);
    }
    if (next !== begins || !my.areEqual(directory(files, begins), bytes)) { my.fail('changed'); }
    return files;
  }

  function fromHex(text, size) {
    var out = [], i;
    if (typeof text !== 'string' || text.length !== 2 * size || /[^0-9a-f]/.test(text)) { my.fail('changed'); }
    for (i = 0; i < text.length; i += 2) { out.push(parseInt(text.substr(i, 2), 16)); }
    return new Uint8Array(out);
  }

  function canonical(flat) { return JSON.stringify(flat, Object.keys(flat).sort()); }

  function signatureIn(bytes) {
    var text = my.fromUtf8(bytes), said;
    try { said = JSON.parse(text); } catch (broken) { my.fail('changed'); }
    if (!said || canonical(said) !== text || Object.keys(said).sort().join() !== 'archive,key,kid,manifest,mwanga,schema' ||
        said.mwanga !== 'bundle-signature' || said.schema !== 1 || typeof said.kid !== 'string') { my.fail('newer'); }
    return said;
  }

  /* What was found in the files against what the manifest lists: the same ones, each with its size and hash. */
  function compare(manifest, found) {
    var listed = Object.create(null);
    manifest.files.forEach(function (line) { listed[line[0]] = line; });
    manifest.files.forEach(function (line) {
      var file = found[line[0]];
      if (!file) { failAt('missing', line[0]); }
      if (file[0] !== line[1] || file[1] !== line[2]) { failAt('changed', line[0]); }
    });
    Object.keys(found).forEach(function (path) { if (!listed[path]) { failAt('added', path); } });
  }

  function failAt(why, path) {
    try { my.fail(why); } catch (error) {
      error.path = path;
      throw error;
    }
  }

  /* `source` is {size, read(at, length, done)}: `done` gets a Uint8Array, or nothing when it cannot be read. `keys` are trusted public
     keys as hexadecimal digits. Calls told(done bytes) along the way and done({word, path, manifest, kid}) once. Words: genuine,
     unknown_key (all fits, but somebody else signed it), changed, missing, added, cut, newer, no_bundle, unreadable. */
  my.checkBundle = function (source, keys, told, done) {
    var before = my.hasher(), found = Object.create(null), texts = {}, files, said, manifest;

    function guarded(act) {
      return function (bytes) {
        try {
          if (!bytes) { my.fail('unreadable'); }
          act(bytes);
        } catch (error) { done({ word: error.why === 'deflate' || error.why === 'bomb' || error.why === 'text' ? 'changed' : error.why || 'unreadable', path: error.path }); }
      };
    }

    function read(at, length, act) { source.read(at, length, guarded(act)); }

    function start(first) {
      if (number(first, 0, 4) !== 0x04034b50) { my.fail('no_bundle'); }
      read(source.size - END_SIZE, END_SIZE, function (end) {
        var length = number(end, 12, 4), begins = number(end, 16, 4);
        if (number(end, 0, 4) !== 0x06054b50) { my.fail('cut'); }
        if (begins + length + END_SIZE !== source.size || length > MOST_DIRECTORY) { my.fail('changed'); }
        read(begins, length + END_SIZE, function (bytes) { open(bytes, begins); });
      });
    }

    function open(bytes, begins) {
      var paths;
      /* A ZIP without our signature is nothing that was changed: it was never ours, or is from before there were signatures. */
      if (my.latin1(bytes).indexOf(SIGNATURE) < 0) { my.fail('no_bundle'); }
      files = filesIn(bytes, begins);
      paths = files.map(function (file) { return file.path; });
      if (paths.indexOf(MANIFEST) < 0 || paths.indexOf(SIGNATURE) !== paths.length - 1) { my.fail('changed'); }
      next(0);
    }

    function next(place) {
      var file = files[place];
      if (!file) { judge(); return; }
      told(file.at);
      read(file.at, HEADER_SIZE + file.name.length, function (bytes) {
        if (!my.areEqual(header(file), bytes)) { failAt('changed', file.path); }
        if (file.path !== SIGNATURE) { before.add(bytes); }
        (file.method === STORED ? stored : deflated)(file, file.at + bytes.length, function () { next(place + 1); });
      });
    }

    function stored(file, at, then) {
      var hash = my.hasher(), end = at + file.packed;
      function step() {
        if (at === end) {
          note(file, my.hex(hash.end()));
          then();
          return;
        }
        read(at, Math.min(PIECE, end - at), function (bytes) {
          if (file.path !== SIGNATURE) { before.add(bytes); }
          hash.add(bytes);
          keepText(file, bytes);
          at += bytes.length;
          told(at);
          step();
        });
      }
      step();
    }

    function deflated(file, at, then) {
      if (file.packed > MOST_TEXT || file.size > MOST_TEXT) { failAt('changed', file.path); }
      read(at, file.packed, function (bytes) {
        var text;
        if (file.path !== SIGNATURE) { before.add(bytes); }
        text = my.inflate(bytes, file.size);
        if (text.length !== file.size || my.crc32(text) !== file.crc) { failAt('changed', file.path); }
        keepText(file, text);
        note(file, my.hex(my.sha256(text)));
        then();
      });
    }

    function keepText(file, bytes) {
      if (file.path === MANIFEST || file.path === SIGNATURE && file.size <= MOST_SIGNATURE) { texts[file.path] = texts[file.path] ? my.joined([texts[file.path], bytes]) : bytes; }
    }

    function note(file, hash) { if (file.path !== MANIFEST && file.path !== SIGNATURE) { found[file.path] = [file.size, hash]; } }

    function judge() {
      var archive = {}, key;
      said = signatureIn(texts[SIGNATURE] || my.fail('changed'));
      key = fromHex(said.key, 32);
      Object.keys(said).forEach(function (name) { archive[name] = said[name]; });
      archive.archive = my.hex(before.end());
      my.checkSignature(key, my.joined([my.utf8('mwanga-manifest-1\n'), texts[MANIFEST]]), fromHex(said.manifest, 64), function (isManifest) {
        my.checkSignature(key, my.utf8('mwanga-archive-1\n' + canonical(archive)), fromHex(said.archive, 64), function (isArchive) {
          guarded(function () {
            if (!isManifest || !isArchive) { my.fail('changed'); }
            manifest = JSON.parse(my.fromUtf8(texts[MANIFEST]));
            compare(manifest, found);
            done({ word: keys.indexOf(said.key) < 0 ? 'unknown_key' : 'genuine', manifest: manifest, kid: said.kid });
          })(new Uint8Array(1));
        });
      });
    }

    if (source.size < END_SIZE) { done({ word: 'no_bundle' }); return; }
    read(0, 4, start);
  };
}(self));
