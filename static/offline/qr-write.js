/* QR codes written (ISO/IEC 18004): mwangaQrWrite.modules(text) is a list of rows of 0 and 1, or null when the text does not fit into
   version 15 at level M; mwangaQrWrite.draw(svg, modules, words) draws them. Alphanumeric where the text allows it, else bytes. ES5. */
(function (w) {
  'use strict';

  var LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:', LARGEST = 15, QUIET = 4;
  /* Of versions 1 to 15 at level M: bytes of error correction in each block, and blocks. */
  var CHECKS = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24], BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10];
  var POWERS = [], LOGS = [];
  var MASKS = [
    function (x, y) { return (x + y) % 2; },
    function (x, y) { return y % 2; },
    function (x) { return x % 3; },
    function (x, y) { return (x + y) % 3; },
    function (x, y) { return (Math.floor(x / 3) + Math.floor(y / 2)) % 2; },
    function (x, y) { return x * y % 2 + x * y % 3; },
    function (x, y) { return (x * y % 2 + x * y % 3) % 2; },
    function (x, y) { return ((x + y) % 2 + x * y % 3) % 2; }
  ];

  (function () {
    var value = 1, i;
    for (i = 0; i < 255; i++) {
      POWERS[i] = value;
      LOGS[value] = i;
      value = value << 1 ^ (value > 127 ? 0x11d : 0);
    }
  }());

  /* --- the bytes --- */

  /* Bytes for data and checks in a version. */
  function roomIn(version) {
    var marks = version > 1 ? Math.floor(version / 7) + 2 : 0, bits = (16 * version + 128) * version + 64;
    if (marks) { bits -= (25 * marks - 10) * marks - 55; }
    return Math.floor((version > 6 ? bits - 36 : bits) / 8);
  }

  function dataIn(version) { return roomIn(version) - CHECKS[version - 1] * BLOCKS[version - 1]; }

  function Bits() { this.list = []; }

  Bits.prototype.add = function (value, count) {
    while (count--) { this.list.push(value >> count & 1); }
  };

  function utf8(text) {
    return unescape(encodeURIComponent(text)).split('').map(function (sign) { return sign.charCodeAt(0); });
  }

  /* The text as bits, in the way that the version writes lengths. */
  function bitsOf(text, isLetters, version) {
    var out = new Bits(), bytes, i;
    if (isLetters) {
      out.add(2, 4);
      out.add(text.length, version < 10 ? 9 : 11);
      for (i = 0; i + 1 < text.length; i += 2) { out.add(LETTERS.indexOf(text.charAt(i)) * 45 + LETTERS.indexOf(text.charAt(i + 1)), 11); }
      if (text.length % 2) { out.add(LETTERS.indexOf(text.charAt(i)), 6); }
      return out;
    }
    bytes = utf8(text);
    out.add(4, 4);
    out.add(bytes.length, version < 10 ? 8 : 16);
    bytes.forEach(function (byte) { out.add(byte, 8); });
    return out;
  }

  /* With the end mark, and filled up. */
  function bytesOf(bits, size) {
    var list = bits.list, out = [], i, j, byte;
    bits.add(0, Math.min(4, size * 8 - list.length));
    while (list.length % 8) { list.push(0); }
    for (i = 0; i < list.length; i += 8) {
      byte = 0;
      for (j = 0; j < 8; j++) { byte = byte << 1 | list[i + j]; }
      out.push(byte);
    }
    for (i = 0; out.length < size; i++) { out.push(i % 2 ? 0x11 : 0xec); }
    return out;
  }

  function product(a, b) { return a && b ? POWERS[(LOGS[a] + LOGS[b]) % 255] : 0; }

  /* The Reed-Solomon polynomial with so many roots, without its first coefficient. */
  function divisor(count) {
    var out = [1], i, j, last;
    for (i = 0; i < count; i++) {
      out.push(0);
      last = out.slice();
      for (j = 1; j < out.length; j++) { out[j] = last[j] ^ product(last[j - 1], POWERS[i]); }
    }
    return out.slice(1);
  }

  function remainder(data, by) {
    var out = by.map(function () { return 0; });
    data.forEach(function (byte) {
      var factor = byte ^ out.shift();
      out.push(0);
      by.forEach(function (value, i) { out[i] ^= product(value, factor); });
    });
    return out;
  }

  /* In blocks, with their checks, one byte of each in turn. */
  function woven(data, version) {
    var count = BLOCKS[version - 1], by = divisor(CHECKS[version - 1]), size = Math.floor(data.length / count);
    var longer = data.length % count, blocks = [], checks, out = [], at = 0, i, length;
    for (i = 0; i < count; i++) {
      length = size + (i >= count - longer ? 1 : 0);
      blocks.push(data.slice(at, at += length));
    }
    checks = blocks.map(function (block) { return remainder(block, by); });
    for (i = 0; i <= size; i++) { blocks.forEach(function (block) { if (i < block.length) { out.push(block[i]); } }); }
    for (i = 0; i < by.length; i++) { checks.forEach(function (check) { out.push(check[i]); }); }
    return out;
  }

  /* --- the picture: of each module its colour, and whether the standard fixes it --- */

  function Picture(version) {
    var i;
    this.version = version;
    this.size = version * 4 + 17;
    this.rows = [];
    this.fixed = [];
    for (i = 0; i < this.size; i++) {
      this.rows.push([]);
      this.fixed.push([]);
    }
  }

  Picture.prototype.fix = function (x, y, isDark) {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) { return; }
    this.rows[y][x] = isDark ? 1 : 0;
    this.fixed[y][x] = true;
  };

  /* Rings around a middle: which of them are light. */
  Picture.prototype.square = function (x, y, reach, light) {
    var i, j;
    for (i = -reach; i <= reach; i++) {
      for (j = -reach; j <= reach; j++) { this.fix(x + i, y + j, light.indexOf(Math.max(Math.abs(i), Math.abs(j))) < 0); }
    }
  };

  function marksOf(version, size) {
    var count = Math.floor(version / 7) + 2, step = Math.ceil((size - 13) / (count * 2 - 2)) * 2, out = [6], i;
    if (version < 2) { return []; }
    for (i = 0; i < count - 1; i++) { out.splice(1, 0, size - 7 - i * step); }
    return out;
  }

  function drawFixed(picture) {
    var last = picture.size - 1, marks = marksOf(picture.version, picture.size), i;
    for (i = 0; i <= last; i++) {
      picture.fix(6, i, i % 2 === 0);
      picture.fix(i, 6, i % 2 === 0);
    }
    picture.square(3, 3, 4, [2, 4]);
    picture.square(last - 3, 3, 4, [2, 4]);
    picture.square(3, last - 3, 4, [2, 4]);
    marks.forEach(function (x, i) {
      marks.forEach(function (y, j) {
        var end = marks.length - 1;
        if (!(i === 0 && j === 0 || i === 0 && j === end || i === end && j === 0)) { picture.square(x, y, 2, [1]); }
      });
    });
    drawForm(picture, 0);
    drawVersion(picture);
  }

  function checked(value, bits, by) {
    var rest = value << bits, place;
    for (place = 17; place >= bits; place--) { if (rest >> place & 1) { rest ^= by << place - bits; } }
    return value << bits | rest;
  }

  /* Level M is 00, and then the mask. */
  function drawForm(picture, mask) {
    var bits = checked(mask, 10, 0x537) ^ 0x5412, last = picture.size - 1, i, bit;
    for (i = 0; i < 15; i++) {
      bit = bits >> i & 1;
      picture.fix(8, i < 6 ? i : i < 8 ? i + 1 : last - 14 + i, bit);
      picture.fix(i < 8 ? last - i : i < 9 ? 7 : 14 - i, 8, bit);
    }
    picture.fix(8, last - 7, 1);
  }

  function drawVersion(picture) {
    var bits = checked(picture.version, 12, 0x1f25), i, a, b;
    if (picture.version < 7) { return; }
    for (i = 0; i < 18; i++) {
      a = picture.size - 11 + i % 3;
      b = Math.floor(i / 3);
      picture.fix(a, b, bits >> i & 1);
      picture.fix(b, a, bits >> i & 1);
    }
  }

  /* Two columns at a time from the right, up and down. */
  function drawData(picture, bytes) {
    var at = 0, right, step, x, y, isUp;
    for (right = picture.size - 1; right > 0; right -= 2) {
      if (right === 6) { right = 5; }
      isUp = (right + 1 & 2) === 0;
      for (step = 0; step < picture.size * 2; step++) {
        x = right - step % 2;
        y = isUp ? picture.size - 1 - (step >> 1) : step >> 1;
        if (!picture.fixed[y][x]) {
          picture.rows[y][x] = at < bytes.length * 8 ? bytes[at >> 3] >> (7 - (at & 7)) & 1 : 0;
          at++;
        }
      }
    }
  }

  function masked(picture, mask) {
    var other = new Picture(picture.version);
    other.fixed = picture.fixed;
    other.rows = picture.rows.map(function (row, y) {
      return row.map(function (dark, x) { return picture.fixed[y][x] || MASKS[mask](x, y) ? dark : 1 - dark; });
    });
    drawForm(other, mask);
    return other;
  }

  /* How hard it is to read: runs, squares, what looks like a finder, too dark or too light (section 7.8.3). */
  function penalty(rows) {
    var size = rows.length, dark = 0, sum = 0, text;
    function line(cells) {
      var joined = cells.join(''), at;
      (joined.match(/0{5,}|1{5,}/g) || []).forEach(function (run) { sum += run.length - 2; });
      for (at = joined.indexOf('1011101'); at >= 0; at = joined.indexOf('1011101', at + 1)) {
        text = '0000' + joined + '0000';
        if (text.substr(at, 4) === '0000' || text.substr(at + 11, 4) === '0000') { sum += 40; }
      }
    }
    rows.forEach(function (row, y) {
      line(row);
      line(rows.map(function (other) { return other[y]; }));
      row.forEach(function (cell, x) {
        dark += cell;
        if (x && y && cell === row[x - 1] && cell === rows[y - 1][x] && cell === rows[y - 1][x - 1]) { sum += 3; }
      });
    });
    return sum + Math.floor(Math.abs(dark * 20 - size * size * 10) / (size * size)) * 10;
  }

  function modules(text) {
    var isLetters = text.split('').every(function (sign) { return LETTERS.indexOf(sign) >= 0; }), version, bits, plain, best, least;
    for (version = 1; version <= LARGEST; version++) {
      bits = bitsOf(text, isLetters, version);
      if (bits.list.length <= dataIn(version) * 8) { break; }
    }
    if (version > LARGEST) { return null; }
    plain = new Picture(version);
    drawFixed(plain);
    drawData(plain, woven(bytesOf(bits, dataIn(version)), version));
    MASKS.forEach(function (_, mask) {
      var one = masked(plain, mask).rows, hard = penalty(one);
      if (!best || hard < least) {
        best = one;
        least = hard;
      }
    });
    return best;
  }

  /* Into an <svg> with a <rect> as its ground and a <path>: the dark modules, with the quiet zone. */
  function draw(picture, rows, words) {
    var size = rows.length + QUIET * 2, way = '';
    rows.forEach(function (row, y) {
      row.forEach(function (dark, x) { if (dark) { way += 'M' + (x + QUIET) + ' ' + (y + QUIET) + 'h1v1h-1z'; } });
    });
    picture.setAttribute('viewBox', '0 0 ' + size + ' ' + size);
    picture.setAttribute('aria-label', words);
    picture.querySelector('path').setAttribute('d', way);
  }

  w.mwangaQrWrite = { modules: modules, draw: draw };
}(self));
