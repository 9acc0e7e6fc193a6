/* Unpacking DEFLATE (RFC 1951) inside zlib (RFC 1950) and gzip (RFC 1952), never further than `most` bytes. ES5. */
(function (w) {
  'use strict';

  var my = w.mwangaVerify;
  var LENGTHS_FIRST = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  var LONGEST = 15;
  var lengths = steps(3, 4, 28).concat([[258, 0]]), distances = steps(1, 2, 30);
  var table = [];

  /* For each code the value it begins at and how many bits are added to it; `same` codes in a row have equally many. */
  function steps(value, same, count) {
    var out = [], i, extra;
    for (i = 0; i < count; i++) {
      extra = Math.max(0, Math.floor(i / same) - 1);
      out.push([value, extra]);
      value += 1 << extra;
    }
    return out;
  }

  function repeated(value, count) {
    var out = [];
    while (count-- > 0) { out.push(value); }
    return out;
  }

  /* A Huffman code from the length of each sign's bits: how many signs have each length, and the signs in order. Refuses, as zlib
     does, more signs than fit, and fewer, unless `mayLack` and there is one of one bit or none. */
  function codeOf(sizes, mayLack) {
    var counts = repeated(0, LONGEST + 1), starts = [0, 0], signs = [], left = 1, i;
    sizes.forEach(function (size) { counts[size]++; });
    for (i = 1; i <= LONGEST; i++) {
      left = 2 * left - counts[i];
      starts[i + 1] = starts[i] + counts[i];
      if (left < 0) { my.fail('deflate'); }
    }
    if (left && !(mayLack && counts[0] + counts[1] === sizes.length)) { my.fail('deflate'); }
    sizes.forEach(function (size, sign) { if (size) { signs[starts[size]++] = sign; } });
    return { counts: counts, signs: signs };
  }

  function Reader(bytes, at, most) {
    this.bytes = bytes;
    this.at = at;
    this.most = most;
    this.held = this.count = this.size = 0;
    this.out = new Uint8Array(Math.min(most, 4096));
  }

  Reader.prototype = {
    byte: function () { return this.at < this.bytes.length ? this.bytes[this.at++] : my.fail('deflate'); },

    bits: function (need) {
      var value;
      while (this.count < need) {
        this.held |= this.byte() << this.count;
        this.count += 8;
      }
      value = this.held & (1 << need) - 1;
      this.held >>>= need;
      this.count -= need;
      return value;
    },

    sign: function (code) {
      var value = 0, first = 0, at = 0, size, count;
      for (size = 1; size <= LONGEST; size++) {
        value |= this.bits(1);
        count = code.counts[size];
        if (value - count < first) { return code.signs[at + value - first]; }
        at += count;
        first = first + count << 1;
        value <<= 1;
      }
      my.fail('deflate');
    },

    put: function (byte) {
      var wider;
      if (this.size >= this.most) { my.fail('bomb'); }
      if (this.size === this.out.length) {
        wider = new Uint8Array(Math.min(this.most, 2 * this.size));
        wider.set(this.out);
        this.out = wider;
      }
      this.out[this.size++] = byte;
    },

    stored: function () {
      var size;
      this.held = this.count = 0;
      size = this.bits(16);
      if (size !== (this.bits(16) ^ 0xffff)) { my.fail('deflate'); }
      while (size--) { this.put(this.byte()); }
    },

    block: function (literals, far) {
      var sign, step, size, back;
      while ((sign = this.sign(literals)) !== 256) {
        if (sign < 256) {
          this.put(sign);
        } else {
          step = lengths[sign - 257] || my.fail('deflate');
          size = step[0] + this.bits(step[1]);
          step = distances[this.sign(far)] || my.fail('deflate');
          back = step[0] + this.bits(step[1]);
          if (back > this.size) { my.fail('deflate'); }
          while (size--) { this.put(this.out[this.size - back]); }
        }
      }
    },

    /* The two codes of a block that brings its own. */
    codes: function () {
      var literals = this.bits(5) + 257, far = this.bits(5) + 1, count = this.bits(4) + 4, sizes = repeated(0, 19), code, i, sign;
      for (i = 0; i < count; i++) { sizes[LENGTHS_FIRST[i]] = this.bits(3); }
      code = codeOf(sizes);
      sizes = [];
      while (sizes.length < literals + far) {
        sign = this.sign(code);
        if (sign < 16) {
          sizes.push(sign);
        } else if (sign > 16) {
          sizes = sizes.concat(repeated(0, sign === 17 ? 3 + this.bits(3) : 11 + this.bits(7)));
        } else {
          sizes = sizes.concat(repeated(sizes.length ? sizes[sizes.length - 1] : my.fail('deflate'), 3 + this.bits(2)));
        }
      }
      if (literals > 286 || far > 30 || sizes.length > literals + far || !sizes[256]) { my.fail('deflate'); }
      return [codeOf(sizes.slice(0, literals), true), codeOf(sizes.slice(literals), true)];
    },

    all: function () {
      var isLast, kind, codes;
      do {
        isLast = this.bits(1);
        kind = this.bits(2);
        if (kind === 3) { my.fail('deflate'); }
        if (kind) {
          codes = kind === 2 ? this.codes() : [
            codeOf(repeated(8, 144).concat(repeated(9, 112), repeated(7, 24), repeated(8, 8))), codeOf(repeated(5, 32))
          ];
          this.block(codes[0], codes[1]);
        } else {
          this.stored();
        }
      } while (!isLast);
      return this.out.subarray(0, this.size);
    }
  };

  /* CRC-32 as gzip and PNG have it. */
  my.crc32 = function (bytes) {
    var crc = -1, i, j;
    for (i = 0; !table[255] && i < 256; i++) {
      table[i] = i;
      for (j = 0; j < 8; j++) { table[i] = table[i] & 1 ? table[i] >>> 1 ^ 0xedb88320 : table[i] >>> 1; }
    }
    for (i = 0; i < bytes.length; i++) { crc = table[(crc ^ bytes[i]) & 255] ^ crc >>> 8; }
    return ~crc >>> 0;
  };

  function adler32(bytes) {
    var a = 1, b = 0, i;
    for (i = 0; i < bytes.length; i++) {
      a = (a + bytes[i]) % 65521;
      b = (b + a) % 65521;
    }
    return b * 65536 + a;
  }

  /* Four bytes as a number, most significant first. */
  my.uint32 = function (bytes, at) {
    if (at + 4 > bytes.length) { my.fail('short'); }
    return (bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3]) >>> 0;
  };

  /* DEFLATE alone, to its last byte. */
  my.inflate = function (bytes, most) {
    var reader = new Reader(bytes, 0, most), out = reader.all();
    return reader.at === bytes.length ? out : my.fail('deflate');
  };

  /* What is behind the end is left alone. */
  my.unzlib = function (bytes, most) {
    var reader = new Reader(bytes, 2, most), out;
    if (bytes[0] % 16 !== 8 || bytes[0] > 0x78 || (bytes[0] * 256 + bytes[1]) % 31 || bytes[1] & 32) { my.fail('zlib'); }
    out = reader.all();
    return adler32(out) === my.uint32(bytes, reader.at) ? out : my.fail('zlib');
  };

  my.ungzip = function (bytes, most) {
    var flags = bytes[3], at = 10, reader, out;
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8 || flags > 31) { my.fail('gzip'); }
    if (flags & 4) { at += 2 + bytes[at] + 256 * bytes[at + 1]; }
    [8, 16].forEach(function (flag) {
      if (flags & flag) {
        while (bytes[at]) { at++; }
        at++;
      }
    });
    if (flags & 2) { at += 2; }
    reader = new Reader(bytes, at, most);
    out = reader.all();
    bytes = [].slice.call(bytes, reader.at, reader.at + 8).reverse();
    return my.crc32(out) === my.uint32(bytes, 4) && out.length === my.uint32(bytes, 0) ? out : my.fail('gzip');
  };

  /* The bits of a status list (W3C Bitstring Status List 1.0): "u", base64url, gzip; exactly 131,072 of them. */
  my.LIST_BITS = 131072;
  my.statusBits = function (encoded) {
    var bits = encoded.charAt(0) === 'u' ? my.ungzip(my.fromBase64(encoded.slice(1)), my.LIST_BITS / 8) : [];
    return bits.length === my.LIST_BITS / 8 ? bits : my.fail('list');
  };

  my.isSet = function (bits, place) { return (bits[place >> 3] & 0x80 >> place % 8) > 0; };
}(self));
