/* SHA-256 and SHA-512 (FIPS 180-4) over bytes: Web Crypto is absent on plain http. ES5. */
(function (w) {
  'use strict';

  var my = w.mwangaVerify;
  /* The fractions of the cube roots of the first 80 primes; SHA-256 takes the upper halves of the first 64. */
  var ROOTS = words('428a2f98d728ae227137449123ef65cdb5c0fbcfec4d3b2fe9b5dba58189dbbc3956c25bf348b53859f111f1b605d019' +
    '923f82a4af194f9bab1c5ed5da6d8118d807aa98a303024212835b0145706fbe243185be4ee4b28c550c7dc3d5ffb4e272be5d74f27b896f' +
    '80deb1fe3b1696b19bdc06a725c71235c19bf174cf692694e49b69c19ef14ad2efbe4786384f25e30fc19dc68b8cd5b5240ca1cc77ac9c65' +
    '2de92c6f592b02754a7484aa6ea6e4835cb0a9dcbd41fbd476f988da831153b5983e5152ee66dfaba831c66d2db43210b00327c898fb213f' +
    'bf597fc7beef0ee4c6e00bf33da88fc2d5a79147930aa72506ca6351e003826f142929670a0e6e7027b70a8546d22ffc2e1b21385c26c926' +
    '4d2c6dfc5ac42aed53380d139d95b3df650a73548baf63de766a0abb3c77b2a881c2c92e47edaee692722c851482353ba2bfe8a14cf10364' +
    'a81a664bbc423001c24b8b70d0f89791c76c51a30654be30d192e819d6ef5218d69906245565a910f40e35855771202a106aa07032bbd1b8' +
    '19a4c116b8d2d0c81e376c085141ab532748774cdf8eeb9934b0bcb5e19b48a8391c0cb3c5c95a634ed8aa4ae3418acb5b9cca4f7763e373' +
    '682e6ff3d6b2b8a3748f82ee5defb2fc78a5636f43172f6084c87814a1f0ab728cc702081a6439ec90befffa23631e28a4506cebde82bde9' +
    'bef9a3f7b2c67915c67178f2e372532bca273eceea26619cd186b8c721c0c207eada7dd6cde0eb1ef57d4f7fee6ed17806f067aa72176fba' +
    '0a637dc5a2c898a6113f9804bef90dae1b710b35131c471b28db77f523047d8432caab7b40c724933c9ebe0a15c9bebc431d67c49c100d4c' +
    '4cc5d4becb3e42b6597f299cfc657e2a5fcb6fab3ad6faec6c44198c4a475817');
  var START = words('6a09e667f3bcc908bb67ae8584caa73b3c6ef372fe94f82ba54ff53a5f1d36f1510e527fade682d19b05688c2b3e6c1f' +
    '1f83d9abfb41bd6b5be0cd19137e2179');

  function words(hex) { return hex.match(/.{8}/g).map(function (word) { return parseInt(word, 16) | 0; }); }

  function upper(list) { return list.filter(function (word, place) { return place % 2 === 0; }); }

  /* The message, a one bit, zeros, and its length in bits at the end of a block, as big-endian words. */
  function padded(bytes) {
    var size = Math.ceil((bytes.length + 17) / 128) * 128, out = new Uint8Array(size);
    var view = new Int32Array(size / 4), i;
    out.set(bytes);
    out[bytes.length] = 0x80;
    for (i = 0; i < view.length; i++) { view[i] = out[4 * i] << 24 | out[4 * i + 1] << 16 | out[4 * i + 2] << 8 | out[4 * i + 3]; }
    view[view.length - 1] = bytes.length << 3;
    view[view.length - 2] = bytes.length >>> 29;
    return view;
  }

  function asBytes(list) {
    var out = new Uint8Array(list.length * 4);
    list.forEach(function (word, i) {
      out[4 * i] = word >>> 24;
      out[4 * i + 1] = word >>> 16;
      out[4 * i + 2] = word >>> 8;
      out[4 * i + 3] = word;
    });
    return out;
  }

  function turned(word, by) { return word >>> by | word << 32 - by; }

  function block256(s, x, roots) {
    var a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7], i, one, two;
    for (i = 0; i < 64; i++) {
      if (i > 15) {
        one = x[i - 15];
        two = x[i - 2];
        x[i] = x[i - 16] + x[i - 7] + (turned(one, 7) ^ turned(one, 18) ^ one >>> 3) + (turned(two, 17) ^ turned(two, 19) ^ two >>> 10);
      }
      one = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + (e & f ^ ~e & g) + roots[i] + x[i] | 0;
      two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
      h = g;
      g = f;
      f = e;
      e = d + one | 0;
      d = c;
      c = b;
      b = a;
      a = one + two | 0;
    }
    [a, b, c, d, e, f, g, h].forEach(function (word, place) { s[place] = s[place] + word | 0; });
  }

  /* SHA-256 of what comes in pieces: add(bytes) as often as there are some, then end(). */
  my.hasher = function () {
    var state = upper(START), roots = upper(ROOTS), x = new Int32Array(64), size = 0;

    function add(bytes) {
      var i;
      for (i = 0; i < bytes.length; i++) {
        x[size >> 2 & 15] = x[size >> 2 & 15] << 8 | bytes[i];
        if ((++size & 63) === 0) { block256(state, x, roots); }
      }
    }

    /* A one bit, zeros, and the length in bits at the end of a block. */
    function end() {
      var rest = new Uint8Array(9 + (119 - size % 64) % 64), place = rest.length, bits = size * 8;
      rest[0] = 0x80;
      for (; bits; bits = Math.floor(bits / 256)) { rest[--place] = bits % 256; }
      add(rest);
      return asBytes(state);
    }

    return { add: add, end: end };
  };

  my.sha256 = function (bytes) {
    var hash = my.hasher();
    hash.add(bytes);
    return hash.end();
  };

  /* A number of 64 bits is two words, the upper first. The sum of several, into `to` at place `at`. */
  function sum(to, at, terms) {
    var low = 0, high = 0, i;
    for (i = 0; i < terms.length; i += 2) {
      high += terms[i];
      low += terms[i + 1] >>> 0;
    }
    to[at] = high + Math.floor(low / 0x100000000) | 0;
    to[at + 1] = low | 0;
  }

  /* The three rotations of one 64-bit number combined; a third one over 63 is a shift by what is over. */
  function mixed(list, at, one, two, three) {
    function half(by, isLow) {
      var shift = by & 63, first = list[at + (shift < 32 === !isLow ? 0 : 1)], other = list[at + (shift < 32 === !isLow ? 1 : 0)];
      if (by > 63) { return isLow ? list[at + 1] >>> shift | list[at] << 32 - shift : list[at] >>> shift; }
      return first >>> (shift & 31) | other << 32 - (shift & 31);
    }
    return [half(one) ^ half(two) ^ half(three), half(one, 1) ^ half(two, 1) ^ half(three, 1)];
  }

  function block512(state, message, at) {
    var x = [], s = state.slice(), one = [], two = [], i, j, a, b;
    for (i = 0; i < 160; i += 2) {
      if (i < 32) {
        x[i] = message[at + i];
        x[i + 1] = message[at + i + 1];
      } else {
        a = mixed(x, i - 30, 1, 8, 64 + 7);
        b = mixed(x, i - 4, 19, 61, 64 + 6);
        sum(x, i, [x[i - 32], x[i - 31], x[i - 14], x[i - 13], a[0], a[1], b[0], b[1]]);
      }
      a = mixed(s, 8, 14, 18, 41);
      b = mixed(s, 0, 28, 34, 39);
      for (j = 0; j < 2; j++) {
        a[j + 2] = s[8 + j] & s[10 + j] ^ ~s[8 + j] & s[12 + j];
        b[j + 2] = s[j] & s[2 + j] ^ s[j] & s[4 + j] ^ s[2 + j] & s[4 + j];
      }
      sum(one, 0, a.concat(s[14], s[15], ROOTS[i], ROOTS[i + 1], x[i], x[i + 1]));
      sum(two, 0, b.concat(one));
      sum(one, 0, one.concat(s[6], s[7]));
      s = two.concat(s.slice(0, 6), one, s.slice(8, 14));
    }
    for (i = 0; i < 16; i += 2) { sum(s, i, [s[i], s[i + 1], state[i], state[i + 1]]); }
    return s;
  }

  my.sha512 = function (bytes) {
    var message = padded(bytes), state = START.slice(), at;
    for (at = 0; at < message.length; at += 32) { state = block512(state, message, at); }
    return asBytes(state);
  };
}(self));
