/* The token of a QR code: CBOR (RFC 8949), inside it COSE_Sign1 (RFC 9052), inside it our claims; only the one shortest form of
   each thing is read. As learning/certificates/token.py. ES5. */
(function (w) {
  'use strict';

  var my = w.mwangaVerify;
  var MOST_BYTES = 600, DEEPEST = 8;
  var OURS = -65537;
  var PROTECTED = [0x43, 0xa1, 1, 0x27]; /* a byte string with {1: -8}: the algorithm is EdDSA */

  function Reader(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  Reader.prototype = {
    take: function (count) {
      if (count > this.bytes.length - this.at) { my.fail('cbor'); }
      this.at += count;
      return this.bytes.subarray(this.at - count, this.at);
    },

    /* The number in a head: small in the head's own byte, or in the 1, 2, 4 or 8 bytes behind it, never longer than needed. */
    number: function (small) {
      var value = 0, size = small < 24 ? 0 : 1 << small - 24, bytes, i;
      if (size === 0) { return small; }
      if (small > 27) { my.fail('cbor'); }
      bytes = this.take(size);
      for (i = 0; i < size; i++) { value = value * 256 + bytes[i]; }
      return value < (size === 1 ? 24 : Math.pow(2, size * 4)) || value > 9007199254740991 ? my.fail('cbor') : value;
    },

    /* Integers are numbers, byte strings bytes, texts texts, arrays arrays, tags {tag, item}, maps {keys, values}. */
    item: function (depth) {
      var head = this.take(1)[0], kind = head >> 5, number = this.number(head & 31);
      if (depth > DEEPEST) { my.fail('cbor'); }
      switch (kind) {
        case 0: return number;
        case 1: return -1 - number;
        case 2: return this.take(number);
        case 3: return my.fromUtf8(this.take(number));
        case 4: return this.list(number, depth + 1);
        case 5: return this.map(number, depth + 1);
        case 6: return { tag: number, item: this.item(depth + 1) };
      }
      my.fail('cbor');
    },

    list: function (count, depth) {
      var out = [];
      while (count--) { out.push(this.item(depth)); }
      return out;
    },

    map: function (count, depth) {
      var keys = [], values = [], seen = {}, start, key;
      while (count--) {
        start = this.at;
        keys.push(this.item(depth));
        key = my.hex(this.bytes.subarray(start, this.at));
        if (seen[key]) { my.fail('cbor'); }
        seen[key] = true;
        values.push(this.item(depth));
      }
      return { keys: keys, values: values };
    }
  };

  /* The one item in some bytes. */
  my.fromCbor = function (bytes) {
    var reader = new Reader(bytes), item = bytes.length > MOST_BYTES ? my.fail('cbor') : reader.item(1);
    return reader.at === bytes.length ? item : my.fail('cbor');
  };

  function isBytes(value) { return value instanceof Uint8Array; }

  function claim(map, key) {
    var place = map.keys ? map.keys.indexOf(key) : -1;
    return place < 0 ? my.fail('claims') : map.values[place];
  }

  /* What is signed (RFC 9052, section 4.4): ["Signature1", protected, empty, payload]. */
  function signedBytes(payload) {
    var size = payload.length, head = size < 24 ? [0x40 | size] : size < 256 ? [0x58, size] : [0x59, size >> 8, size & 255];
    return my.joined([[0x84, 0x6a], my.utf8('Signature1'), PROTECTED, [0x40], head, payload]);
  }

  /* The claims as {host, name, issued_at in seconds, uuid, course, place, language}. */
  function claimsIn(payload) {
    var map = my.fromCbor(payload), ours = claim(map, OURS), at = claim(map, 6), uuid = claim(map, 7);
    var said = { host: claim(map, 1), name: claim(map, 2), issued_at: at, course: ours[0], place: ours[1], language: ours[2] };
    var isFit = ['host', 'name', 'course', 'language'].every(function (part) { return typeof said[part] === 'string'; }) &&
      Array.isArray(ours) && ours.length === 3 && typeof said.place === 'number' &&
      isBytes(uuid) && uuid.length === 16 && at >= 0 && at < 34359738368;
    if (!isFit) { my.fail('claims'); }
    said.uuid = my.uuid(uuid);
    return said;
  }

  /* {claims, key: the name of the key that is said to have signed, message, signature}; nothing is checked yet. */
  my.readToken = function (bytes) {
    var sign1 = my.fromCbor(bytes), parts = sign1.tag === 18 ? sign1.item : [], key;
    if (!Array.isArray(parts) || parts.length !== 4 || ![parts[0], parts[2], parts[3]].every(isBytes)) { my.fail('code'); }
    key = parts[1].keys && parts[1].keys.length === 1 && parts[1].keys[0] === 4 && parts[1].values[0];
    if (!my.areEqual(parts[0], PROTECTED.slice(1)) || !isBytes(key)) { my.fail('algorithm'); }
    return { claims: claimsIn(parts[2]), key: my.latin1(key), message: signedBytes(parts[2]), signature: parts[3] };
  };
}(self));
