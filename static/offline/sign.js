/* Signing with Ed25519 (RFC 8032, section 5.1.6) by a key that this device made for itself: by Web Crypto where it knows Ed25519, else
   by our own arithmetic, for which verify/bytes.js, sha.js and ed25519.js must be loaded. ES5.
   mwangaSign.keyOf(seed) is the public half of a seed of 32 bytes; mwangaSign.sign(seed, message, done) calls done(64 bytes) once.
   Every bit of the secret costs the same two additions; more is not done against whoever measures time on this very device. */
(function (w) {
  'use strict';

  var my = w.mwangaVerify;
  /* What comes before a seed in PKCS #8 (RFC 8410, section 7). */
  var PKCS8 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

  /* A multiple of the base point, as 32 bytes. */
  function multiple(scalar) {
    var curve = my.curve(), at = curve.nothing, both, bit;
    for (bit = 255; bit >= 0; bit--) {
      at = curve.added(at, at);
      both = curve.added(at, curve.base);
      at = scalar[bit >> 3] >> (bit & 7) & 1 ? both : at;
    }
    return curve.asBytes(at);
  }

  /* a * b + c modulo the order: numbers of 32 bytes, least first. */
  function productSum(a, b, c) {
    var wide = new Uint8Array(64), i, j, held;
    wide.set(c);
    for (i = 0; i < 32; i++) {
      held = 0;
      for (j = 0; j < 32 || held; j++) {
        held += wide[i + j] + (j < 32 ? a[i] * b[j] : 0);
        wide[i + j] = held & 255;
        held >>= 8;
      }
    }
    return my.curve().modOrder(wide);
  }

  /* The secret number and the prefix that a seed stands for. */
  function secretOf(seed) {
    var hash = my.sha512(seed), scalar = hash.subarray(0, 32);
    scalar[0] &= 248;
    scalar[31] = scalar[31] & 127 | 64;
    return { scalar: scalar, prefix: hash.subarray(32) };
  }

  function hashed(parts) { return my.curve().modOrder(my.sha512(my.joined(parts))); }

  function keyOf(seed) { return multiple(secretOf(seed).scalar); }

  function ours(seed, message) {
    var secret = secretOf(seed), key = multiple(secret.scalar), once = hashed([secret.prefix, message]), point = multiple(once);
    return my.joined([point, productSum(hashed([point, key, message]), secret.scalar, once)]);
  }

  function sign(seed, message, done) {
    var subtle = w.Promise && w.crypto && w.crypto.subtle;
    function byHand() { done(ours(seed, message)); }
    if (!subtle || !subtle.importKey) { return byHand(); }
    try {
      subtle.importKey('pkcs8', my.joined([PKCS8, seed]), { name: 'Ed25519' }, false, ['sign']).then(function (key) {
        return subtle.sign({ name: 'Ed25519' }, key, message);
      }).then(function (signature) { done(new Uint8Array(signature)); }, byHand);
    } catch (refusal) {
      byHand();
    }
  }

  w.mwangaSign = { keyOf: keyOf, sign: sign };
}(self));
