/* Whether an Ed25519 signature fits (RFC 8032, section 5.1.7): by Web Crypto where it knows Ed25519, else by our own arithmetic,
   which takes some milliseconds and needs no BigInt. Nothing here is secret, so nothing takes equal time. ES5.

   A number modulo p = 2^255 - 19 is 16 limbs of 16 bits, least first, in doubles; limbs may be negative or too large between steps.
   A point is [X, Y, Z, T] with x = X/Z, y = Y/Z, xy = T/Z. */
(function (w) {
  'use strict';

  var my = w.mwangaVerify;
  /* The order of the base point, 2^252 + 27742317777372353535851937790883648493, least byte first. */
  var ORDER = [0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10];
  var wide = new Float64Array(32);
  var known;

  function number(small) {
    var out = new Float64Array(16);
    out[0] = small;
    return out;
  }

  function sum(a, b) {
    var out = new Float64Array(16), i;
    for (i = 0; i < 16; i++) { out[i] = a[i] + b[i]; }
    return out;
  }

  function difference(a, b) {
    var out = new Float64Array(16), i;
    for (i = 0; i < 16; i++) { out[i] = a[i] - b[i]; }
    return out;
  }

  /* Carries each limb's excess into the next, the last one's back to the first: 2^256 is 38. */
  function carry(a) {
    var i, over;
    for (i = 0; i < 16; i++) {
      over = Math.floor(a[i] / 65536);
      a[i] -= over * 65536;
      if (i < 15) { a[i + 1] += over; } else { a[0] += 38 * over; }
    }
    return a;
  }

  function product(a, b) {
    var out = new Float64Array(16), i, j, limb;
    for (i = 0; i < 31; i++) { wide[i] = 0; }
    for (i = 0; i < 16; i++) {
      limb = a[i];
      for (j = 0; j < 16; j++) { wide[i + j] += limb * b[j]; }
    }
    for (i = 0; i < 16; i++) { out[i] = wide[i] + 38 * wide[i + 16]; }
    return carry(carry(out));
  }

  /* a to the power of 2^bits - 1 - (the sum of 2^hole over holes). */
  function power(a, bits, holes) {
    var out = number(1), i;
    for (i = bits - 1; i >= 0; i--) {
      out = product(out, out);
      if (holes.indexOf(i) < 0) { out = product(out, a); }
    }
    return out;
  }

  function inverse(a) { return power(a, 255, [2, 4]); }

  /* The one form of a number below p, as 32 bytes. */
  function packed(a) {
    var t = carry(carry(carry(new Float64Array(a)))), out = new Uint8Array(32), m, i, round, borrow;
    for (round = 0; round < 2; round++) {
      m = new Float64Array(16);
      borrow = 0;
      for (i = 0; i < 16; i++) {
        m[i] = t[i] - (i === 0 ? 0xffed : i === 15 ? 0x7fff : 0xffff) - borrow;
        borrow = m[i] < 0 ? 1 : 0;
        if (borrow) { m[i] += 65536; }
      }
      if (!borrow) { t = m; }
    }
    for (i = 0; i < 16; i++) {
      out[2 * i] = t[i] & 255;
      out[2 * i + 1] = t[i] >> 8;
    }
    return out;
  }

  function unpacked(bytes) {
    var out = new Float64Array(16), i;
    for (i = 0; i < 16; i++) { out[i] = bytes[2 * i] + (bytes[2 * i + 1] << 8); }
    out[15] &= 0x7fff;
    return out;
  }

  function areEqual(a, b) { return my.areEqual(packed(a), packed(b)); }

  /* The same point twice: cheaper than adding it to itself. */
  function doubled(p) {
    var a = product(p[0], p[0]), b = product(p[1], p[1]), c = product(p[2], p[2]), both = sum(p[0], p[1]);
    var h = sum(a, b), e = difference(h, product(both, both)), g = difference(a, b), f = sum(sum(c, c), g);
    return [product(e, f), product(g, h), product(f, g), product(e, h)];
  }

  /* The unified addition of the twisted Edwards curve -x^2 + y^2 = 1 + dxxyy (RFC 8032, section 5.1.4). */
  function added(p, q) {
    var a = product(difference(p[1], p[0]), difference(q[1], q[0])), b = product(sum(p[0], p[1]), sum(q[0], q[1]));
    var c = product(product(p[3], q[3]), known.twice), d = product(p[2], q[2]);
    var e = difference(b, a), f = difference(sum(d, d), c), g = sum(sum(d, d), c), h = sum(b, a);
    return [product(e, f), product(g, h), product(f, g), product(e, h)];
  }

  function asBytes(point) {
    var way = inverse(point[2]), out = packed(product(point[1], way));
    out[31] ^= (packed(product(point[0], way))[0] & 1) << 7;
    return out;
  }

  /* The point that 32 bytes name, or null: y is not below p, no x fits it, or it is zero with a sign (section 5.1.3). */
  function pointOf(bytes) {
    var y = unpacked(bytes), one = number(1), square = product(y, y), sign = bytes[31] >> 7;
    var over = difference(square, one), under = sum(product(square, known.d), one), x, check, third;
    third = product(product(under, under), under);
    x = product(product(over, third), power(product(over, product(product(third, third), under)), 252, [1]));
    check = product(under, product(x, x));
    if (!areEqual(check, over)) { x = product(x, known.root); }
    if (!areEqual(product(under, product(x, x)), over)) { return null; }
    if ((packed(x)[0] & 1) !== sign) { x = difference(number(0), x); }
    check = packed(y);
    check[31] |= (packed(x)[0] & 1) << 7;
    return my.areEqual(check, bytes) ? [x, y, one, product(x, y)] : null;
  }

  /* d, 2d, the square root of -1 and the base point, worked out at first use. */
  function learn() {
    var base = new Uint8Array(32), i;
    known = { d: product(number(-121665), inverse(number(121666))), root: power(number(2), 253, [2]) };
    known.twice = sum(known.d, known.d);
    for (i = 1; i < 32; i++) { base[i] = 0x66; }
    base[0] = 0x58;
    known.base = pointOf(base);
  }

  function isBelowOrder(bytes) {
    var i;
    for (i = 31; i >= 0; i--) { if (bytes[i] !== ORDER[i]) { return bytes[i] < ORDER[i]; } }
    return false;
  }

  /* 64 bytes, least first, modulo the order, bit by bit. */
  function modOrder(bytes) {
    var out = new Uint8Array(32), bit, i, held;
    for (bit = 511; bit >= 0; bit--) {
      held = bytes[bit >> 3] >> (bit & 7) & 1;
      for (i = 0; i < 32; i++) {
        held += out[i] << 1;
        out[i] = held & 255;
        held >>= 8;
      }
      if (isBelowOrder(out)) { continue; }
      for (i = 0; i < 32; i++) {
        held += out[i] - ORDER[i];
        out[i] = held & 255;
        held >>= 8;
      }
    }
    return out;
  }

  /* A key that is a point of more than eight elements: anybody could sign for a smaller one. */
  function isKey(point) {
    var i, eighth = point;
    for (i = 0; i < 3 && point; i++) { eighth = doubled(eighth); }
    return !!point && !areEqual(eighth[0], number(0));
  }

  /* Whether R is [s]B - [k]A, both products in one walk over the bits. */
  function fits(key, point, message, signature) {
    var scalar = signature.subarray(32), hash = modOrder(my.sha512(my.joined([signature.subarray(0, 32), key, message])));
    var zero = number(0), minus = [difference(zero, point[0]), point[1], point[2], difference(zero, point[3])];
    var steps = [null, known.base, minus, added(known.base, minus)], at = [zero, number(1), number(1), zero], bit, step;
    for (bit = 252; bit >= 0; bit--) {
      at = doubled(at);
      step = steps[scalar[bit >> 3] >> (bit & 7) & 1 | (hash[bit >> 3] >> (bit & 7) & 1) << 1];
      if (step) { at = added(at, step); }
    }
    return my.areEqual(asBytes(at), signature.subarray(0, 32));
  }

  /* What signing is made of as well (offline/sign.js). */
  my.curve = function () {
    if (!known) { learn(); }
    return { base: known.base, nothing: [number(0), number(1), number(1), number(0)], added: added, asBytes: asBytes, modOrder: modOrder };
  };

  /* Calls done(true or false) once, at once or later. Strict: lengths, S below the order, no key of small order. */
  my.checkSignature = function (key, message, signature, done) {
    var point, subtle = w.Promise && w.crypto && w.crypto.subtle;
    if (!known) { learn(); }
    point = key.length === 32 && signature.length === 64 && isBelowOrder(signature.subarray(32)) && pointOf(key);
    if (!isKey(point)) { return done(false); }
    function ours() { done(fits(key, point, message, signature)); }
    if (!subtle || !subtle.importKey) { return ours(); }
    try {
      subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']).then(function (imported) {
        return subtle.verify({ name: 'Ed25519' }, imported, signature, message);
      }).then(done, ours);
    } catch (refusal) {
      ours();
    }
  };
}(self));
