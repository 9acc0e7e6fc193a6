/* Bytes and texts: UTF-8, base64url, base 32, base 58, hexadecimal; and how everything here says that it cannot read something. ES5. */
(function (w) {
  'use strict';

  var my = w.mwangaVerify = w.mwangaVerify || {};
  var BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  var BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', IN_BASE32 = '2KCE';
  var BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  var CHUNK = 8192;

  /* The one way to give up: caught by check(), which answers "unreadable", or the word given here. */
  my.fail = function (why, word) {
    var error = new Error(why);
    error.why = why;
    error.word = word;
    throw error;
  };

  /* Strict: no lone surrogates. A text as its bytes. */
  my.utf8 = function (text) {
    var out = [], i, code;
    for (i = 0; i < text.length; i++) {
      code = text.charCodeAt(i);
      if (code >= 0xd800 && code < 0xe000) {
        code = (code - 0xd7c0) * 0x400 + text.charCodeAt(++i) - 0xdc00;
        if (!(code >= 0x10000 && code < 0x110000) || text.charCodeAt(i) >> 10 !== 0x37) { my.fail('text'); }
      }
      if (code < 0x80) {
        out.push(code);
      } else if (code < 0x800) {
        out.push(0xc0 | code >> 6, 0x80 | code & 63);
      } else if (code < 0x10000) {
        out.push(0xe0 | code >> 12, 0x80 | code >> 6 & 63, 0x80 | code & 63);
      } else {
        out.push(0xf0 | code >> 18, 0x80 | code >> 12 & 63, 0x80 | code >> 6 & 63, 0x80 | code & 63);
      }
    }
    return new Uint8Array(out);
  };

  /* UTF-16 units as a text, in pieces that fit on a stack. */
  function textOf(units) {
    var out = '', i;
    for (i = 0; i < units.length; i += CHUNK) { out += String.fromCharCode.apply(null, [].slice.call(units, i, i + CHUNK)); }
    return out;
  }

  /* Strict (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
  my.fromUtf8 = function (bytes) {
    var units = [], i = 0, code, more, least, next;
    while (i < bytes.length) {
      code = bytes[i++];
      more = code < 0x80 ? 0 : code < 0xc2 || code > 0xf4 ? my.fail('text') : code < 0xe0 ? 1 : code < 0xf0 ? 2 : 3;
      least = [0, 0x80, 0x800, 0x10000][more];
      if (more) { code &= 0x3f >> more; }
      for (; more; more--) {
        next = bytes[i++];
        if (next >> 6 !== 2) { my.fail('text'); }
        code = code << 6 | next & 63;
      }
      if (code < least || code > 0x10ffff || code >> 11 === 0x1b) { my.fail('text'); }
      if (code >= 0x10000) {
        units.push(0xd7c0 + (code >> 10));
        code = 0xdc00 | code & 0x3ff;
      }
      units.push(code);
    }
    return textOf(units);
  };

  /* One sign for each byte: for searching in files that are no text. */
  my.latin1 = function (bytes) { return textOf(bytes); };

  my.hex = function (bytes) {
    return [].map.call(bytes, function (byte) { return (byte + 256).toString(16).slice(1); }).join('');
  };

  my.uuid = function (bytes) { return my.hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'); };

  /* The bytes of signs that stand for `width` bits each. */
  function unpacked(signs, alphabet, width) {
    var out = new Uint8Array(signs.length * width >> 3), held = 0, bits = 0, at = 0, i, value;
    for (i = 0; i < signs.length; i++) {
      value = alphabet.indexOf(signs.charAt(i));
      if (value < 0) { my.fail('base'); }
      held = held << width | value;
      bits += width;
      if (bits >= 8) {
        bits -= 8;
        out[at++] = held >> bits;
        held &= (1 << bits) - 1;
      }
    }
    return out;
  }

  /* base64url or base64, with whole padding or with none: what learning/certificates/token.py reads. */
  my.fromBase64 = function (text) {
    var signs = text.replace(/=+$/, ''), pad = text.length - signs.length, odd = signs.length % 4;
    if (odd === 1 || pad > (4 - odd) % 4) { my.fail('base'); }
    return unpacked(signs.replace(/-/g, '+').replace(/_/g, '/'), BASE64, 6);
  };

  /* A code's text, as from_text of learning/certificates/token.py reads it: base 32 (RFC 4648), for which a QR code needs fewer modules,
     where it begins as every code does in that; else base64url. */
  my.fromCode = function (text) {
    if (text.indexOf(IN_BASE32)) { return my.fromBase64(text); }
    if (/[136]/.test(text.length % 8)) { my.fail('base'); }
    return unpacked(text, BASE32, 5);
  };

  /* Bytes, most significant first; leading ones are zero bytes. */
  my.fromBase58 = function (text) {
    var out = [], i, j, carry;
    if (text.length > 200) { my.fail('base58'); }
    for (i = 0; i < text.length; i++) {
      carry = BASE58.indexOf(text.charAt(i));
      if (carry < 0) { my.fail('base58'); }
      for (j = 0; j < out.length; j++) {
        carry += out[j] * 58;
        out[j] = carry & 255;
        carry >>= 8;
      }
      if (carry) { out.push(carry); }
    }
    for (i = 0; text.charAt(i) === '1'; i++) { out.push(0); }
    return new Uint8Array(out.reverse());
  };

  /* The 32 bytes of an Ed25519 key written as a Multikey: "z" and base 58 of ED 01 and the key. */
  my.fromMultikey = function (text) {
    var bytes = String(text).charAt(0) === 'z' ? my.fromBase58(text.slice(1)) : [];
    return bytes.length === 34 && bytes[0] === 0xed && bytes[1] === 1 ? bytes.subarray(2) : my.fail('key');
  };

  my.areEqual = function (some, others) {
    var i;
    for (i = 0; i < some.length; i++) { if (some[i] !== others[i]) { return false; } }
    return some.length === others.length;
  };

  my.joined = function (parts) {
    var size = parts.reduce(function (sum, part) { return sum + part.length; }, 0), out = new Uint8Array(size), at = 0;
    parts.forEach(function (part) {
      out.set(part, at);
      at += part.length;
    });
    return out;
  };
}(self));
