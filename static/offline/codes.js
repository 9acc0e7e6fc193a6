/* Codes and picture PINs as learning/codes.py and learning/bundles/completion_code.py have them; both pass tests/cases/claim.json.
   Needs verify/bytes.js and verify/sha.js, for Web Crypto is absent on plain http. ES5. */
(function (w) {
  'use strict';
  var ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ', BASE = 31, LENGTH = 8, COMPLETION = 16;
  var my = w.mwangaVerify;

  function digest(text) { return my.sha256(my.utf8(text)); }

  function checkSign(signs) {
    var sum = 0, i;
    for (i = 0; i < signs.length; i++) { sum += (i + 1) * ALPHABET.indexOf(signs[i]); }
    return ALPHABET[sum % BASE];
  }

  /* A learner's code as somebody types it, in its plain form; null when it cannot be one. */
  function read(typed) {
    var signs = typed.toUpperCase().replace(/[\s\-\u2013\u2014._]/g, '');
    var fits = signs.length === LENGTH && signs.split('').every(function (sign) { return ALPHABET.indexOf(sign) >= 0; });
    return fits && checkSign(signs.slice(0, -1)) === signs[LENGTH - 1] ? signs : null;
  }

  /* In fours, the last sign with the last four. */
  function shown(code) { return code.match(/.{4}(?=.{4})|.+/g).join('-'); }

  /* The digest as one large number, its lowest 16 digits to the base 31, the lowest first, and the sign that checks them. */
  function completion(course, learner, uuids) {
    var bytes = digest(['mwanga-completion-1', course, learner].concat(uuids.slice().sort()).join('\n')), signs = '', rest, i;
    while (signs.length < COMPLETION) {
      rest = 0;
      for (i = 0; i < bytes.length; i++) {
        rest = rest * 256 + bytes[i];
        bytes[i] = Math.floor(rest / BASE);
        rest %= BASE;
      }
      signs += ALPHABET[rest];
    }
    return signs + checkSign(signs);
  }

  function pin(id, pictures) { return my.hex(digest(id + ':' + pictures.join(' '))); }

  w.MwangaCodes = { completion: completion, pin: pin, read: read, shown: shown };
}(window));
