/* One learner's answers as texts for QR codes: CBOR (RFC 8949), signed, in base 45 (RFC 9285), each whole in itself; and the receipt
   that comes back as such a code. The form: docs/results-format.md, learning/bundles/results/codes.py. ES5. Needs verify/ and sign.js. */
(function (w) {
  'use strict';

  var my = w.mwangaVerify, SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:', UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  /* Version 15 at level M has room for 600 signs: 4 of the mark, then 397 bytes, 64 of them the signature. */
  var ROOM = 333, LESSON = 6, CHOICE = 3;

  /* --- base 45 --- */

  function toBase45(bytes) {
    var out = '', i, value;
    for (i = 0; i < bytes.length; i += 2) {
      value = i + 1 < bytes.length ? bytes[i] * 256 + bytes[i + 1] : bytes[i];
      out += SIGNS.charAt(value % 45) + SIGNS.charAt(Math.floor(value / 45) % 45);
      if (i + 1 < bytes.length) { out += SIGNS.charAt(Math.floor(value / 2025)); }
    }
    return out;
  }

  function fromBase45(text) {
    var out = [], i, j, group, value;
    for (i = 0; i < text.length; i += 3) {
      group = text.substr(i, 3);
      value = 0;
      for (j = group.length - 1; j >= 0; j--) { value = value * 45 + SIGNS.indexOf(group.charAt(j)); }
      if (group.length < 2 || value >= Math.pow(256, group.length - 1) || value < 0) { my.fail('base45'); }
      if (group.length > 2) { out.push(value >> 8); }
      out.push(value & 255);
    }
    return new Uint8Array(out);
  }

  /* --- CBOR: whole numbers, byte strings, texts, lists, objects as maps --- */

  function head(kind, number) {
    var out = [kind << 5 | (number < 24 ? number : number < 256 ? 24 : number < 65536 ? 25 : 26)], size;
    for (size = number < 24 ? 0 : number < 256 ? 1 : number < 65536 ? 2 : 4; size; size--) {
      out.push(Math.floor(number / Math.pow(256, size - 1)) & 255);
    }
    return out;
  }

  function toCbor(value) {
    var bytes, names;
    if (typeof value === 'number') { return head(0, value); }
    if (value instanceof Uint8Array) { return head(2, value.length).concat([].slice.call(value)); }
    if (Array.isArray(value)) { return value.reduce(function (out, one) { return out.concat(toCbor(one)); }, head(4, value.length)); }
    if (value && value.pairs) {
      names = value.pairs;
      return names.reduce(function (out, pair) { return out.concat(toCbor(pair[0]), toCbor(pair[1])); }, head(5, names.length));
    }
    bytes = my.utf8(String(value));
    return head(3, bytes.length).concat([].slice.call(bytes));
  }

  /* --- an answer made short --- */

  /* Hexadecimal digits, also those of a UUID as it is written, as bytes. */
  function fromHex(text) {
    return new Uint8Array(text.replace(/-/g, '').match(/../g).map(function (two) { return parseInt(two, 16); }));
  }

  function start(id, count) { return UUID.test(id) ? fromHex(id).subarray(0, count) : id; }

  function seconds(time) { return Math.max(0, Math.floor(Date.parse(time) / 1000) || 0); }

  function short(response) {
    if (Array.isArray(response)) { return response.map(function (one) { return start(String(one), CHOICE); }); }
    if (response && typeof response === 'object') {
      return { pairs: Object.keys(response).map(function (name) { return [start(name, CHOICE), String(response[name])]; }) };
    }
    return start(String(response), CHOICE);
  }

  /* Answers under the lesson, language and version they were given to. */
  function grouped(answers) {
    var groups = {}, order = [];
    answers.forEach(function (one) {
      var name = [one.lesson, one.language, one.version].join(' ');
      if (!groups[name]) {
        groups[name] = [fromHex(one.lesson).subarray(0, LESSON), one.language, one.version, []];
        order.push(groups[name]);
      }
      groups[name][3].push([fromHex(one.uuid), start(one.question, CHOICE), short(one.response), seconds(one.occurred_at)]);
    });
    return order;
  }

  function body(key, learner, part, parts, answers, claims) {
    return new Uint8Array(toCbor([key, part, parts, fromHex(learner.id), learner.code || '', claims.map(function (claim) {
      return [fromHex(claim.course), seconds(claim.at)];
    }), grouped(answers)]));
  }

  /* As many answers in each code as fit; an answer that fits in none stays for the file. */
  function pieces(key, learner) {
    var sorted = learner.answers.slice().sort(function (a, b) { return a.lesson < b.lesson ? -1 : a.lesson > b.lesson ? 1 : 0; });
    var out = [], held = [], claims = learner.claims;
    function size(list) { return body(key, learner, 99, 99, list, claims).length; }
    sorted.forEach(function (one) {
      if (size(held.concat(one)) > ROOM && held.length) {
        out.push([held, claims]);
        held = [];
        claims = [];
      }
      if (size(held.concat(one)) <= ROOM) { held.push(one); }
    });
    if (held.length || claims.length) { out.push([held, claims]); }
    return out;
  }

  /* Calls done(list of texts). */
  function texts(seed, learner, done) {
    var key = w.mwangaSign.keyOf(seed), all = pieces(key, learner), out = [];
    function next() {
      var piece = all[out.length], data;
      if (!piece) { return done(out); }
      data = body(key, learner, out.length + 1, all.length, piece[0], piece[1]);
      w.mwangaSign.sign(seed, my.joined([my.utf8('mwanga-code-1\n'), data]), function (signature) {
        out.push('MW1:' + toBase45(my.joined([data, signature])));
        next();
      });
    }
    next();
  }

  w.mwangaCodes = { texts: texts, fromBase45: fromBase45, fromHex: fromHex };
}(self));
