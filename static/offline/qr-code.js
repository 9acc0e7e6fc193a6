/* What the modules of a QR code say (ISO/IEC 18004): format, version, mask, blocks, Reed-Solomon, segments. The first of four:
   qr-code.js (modules -> text), qr-find.js (picture -> finder patterns), qr-read.js (picture -> text), qr-camera.js. ES5.
   Modules come as size * size numbers, row by row: dark above zero; how far from it says how surely. Pure; nothing makes it
   throw. Kanji and structured append are not read: null. */
(function (w) {
  'use strict';

  /* Table 9 for M, L, H, Q (as the format numbers them) and versions 1 to 40: correction codewords of a block in base 36; how many
     blocks, as characters from "(" (two signs are escaped: the test of old engines takes them for younger words). */
  var CORRECTION = [
    'agqiogimmqummoossqqqqsssssssssssssssssss',
    '7afkqikouikoqumosussssuuqsuuuuuuuuuuuuuu',
    'hsmgmsqqososmooussqsuouuuuuuuuuuuuuuuuuu',
    'dmiqioimkosqokuossqusuuuusuuuuuuuuuuuuuu'
  ];
  var BLOCKS = [
    ')))**,,,---01122356899:<=?ABDEGIKMNPSUWY',
    ')))))****,,,,,..../0011244456789:;;<=\x3e@A',
    '))*,,,-.003388:8;=AAAJFHKMPRUX[^adgjnruy',
    '))**,,..000248498:=<??ACEJJKNPSUX[]\x60cfil'
  ];
  var ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
  /* Bits of a segment's length by its mode, for versions up to 9, up to 26 and above. */
  var LENGTHS = { 1: [10, 12, 14], 2: [9, 11, 13], 4: [8, 16, 16] };
  /* Where the mask turns a module over: zero. */
  var MASKS = [
    function (x, y) { return (x + y) % 2; },
    function (x, y) { return y % 2; },
    function (x) { return x % 3; },
    function (x, y) { return (x + y) % 3; },
    function (x, y) { return (Math.floor(x / 3) + (y >> 1)) % 2; },
    function (x, y) { return x * y % 6; },
    function (x, y) { return (x * y % 2 + x * y % 3) % 2; },
    function (x, y) { return ((x + y) % 2 + x * y % 3) % 2; }
  ];
  var POWERS = new Uint8Array(512), LOGS = new Uint8Array(256);

  (function () {
    var value = 1, i;
    for (i = 0; i < 512; i++) {
      POWERS[i] = value;
      if (i < 255) { LOGS[value] = i; }
      value = value << 1 ^ (value > 127 ? 0x11d : 0);
    }
  }());

  function times(a, b) { return a && b ? POWERS[LOGS[a] + LOGS[b]] : 0; }

  function inverse(a) { return POWERS[255 - LOGS[a]]; }

  function valueAt(polynomial, x) {
    var sum = 0, i;
    for (i = polynomial.length - 1; i >= 0; i--) { sum = times(sum, x) ^ polynomial[i]; }
    return sum;
  }

  function syndromes(word, ecc) {
    var found = [], i, j, sum;
    for (i = 0; i < ecc; i++) {
      for (sum = 0, j = 0; j < word.length; j++) { sum = times(sum, POWERS[i]) ^ word[j]; }
      found.push(sum);
    }
    return found;
  }

  function isClean(found) { return !found.some(function (one) { return one; }); }

  function added(a, b, factor, shift) {
    var sum = a.slice(), i;
    for (i = 0; i < b.length; i++) { sum[i + shift] ^= times(b[i], factor); }
    return sum;
  }

  /* Berlekamp-Massey, begun with places that are known to be wrong: the polynomial whose roots are all wrong places, or null. */
  function locator(found, erased) {
    var all = [1], last, degree = erased.length, step, sum, i, next;
    erased.forEach(function (power) { all = added(all, all, power, 1); });
    last = all;
    for (step = degree; step < found.length; step++) {
      for (sum = 0, i = 0; i <= degree; i++) { sum ^= times(all[i] || 0, found[step - i]); }
      next = sum ? added(all, last, sum, 1) : all;
      if (sum && 2 * degree <= step + erased.length) {
        degree = step + 1 + erased.length - degree;
        last = added([], all, inverse(sum), 0);
      } else {
        last = [0].concat(last);
      }
      all = next;
    }
    while (all.length && !all[all.length - 1]) { all.pop(); }
    return all.length === degree + 1 ? all : null;
  }

  /* Mends a block in place (Forney): errors * 2 + erased places <= ecc. False if it cannot be mended. */
  function mend(word, ecc, places) {
    var found = syndromes(word, ecc), last = word.length - 1, roots = [], all, values = [], slope, i;
    if (isClean(found)) { return true; }
    all = locator(found, places.map(function (place) { return POWERS[last - place]; }));
    if (!all) { return false; }
    for (i = 0; i <= last; i++) { if (!valueAt(all, POWERS[255 - (last - i)])) { roots.push(i); } }
    if (roots.length !== all.length - 1) { return false; }
    all.forEach(function (factor, shift) { values = added(values, found, factor, shift); });
    values = values.slice(0, ecc);
    slope = all.map(function (factor, power) { return power % 2 ? factor : 0; }).slice(1);
    roots.forEach(function (place) {
      var x = POWERS[last - place], at = inverse(x), down = valueAt(slope, at);
      if (down) { word[place] ^= times(x, times(valueAt(values, at), inverse(down))); }
    });
    return isClean(syndromes(word, ecc));
  }

  /* Tries a block as it is, then without its least sure codewords. sure: how sure each is. */
  function mended(word, sure, ecc) {
    var order = sure.map(function (one, place) { return place; }).sort(function (a, b) { return sure[a] - sure[b]; });
    var shares = [0, 0.25, 0.5, 0.7], i, copy;
    for (i = 0; i < shares.length; i++) {
      copy = word.slice();
      if (mend(copy, ecc, order.slice(0, Math.floor(ecc * shares[i])))) { return copy; }
    }
    return null;
  }

  /* Centres of the alignment patterns, the same along both edges (annex E). */
  function alignment(version) {
    var count = Math.floor(version / 7) + 2, step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2, places = [], i;
    for (i = 0; version > 1 && i < count - 1; i++) { places.unshift(version * 4 + 10 - i * step); }
    return places.length ? [6].concat(places) : places;
  }

  /* Calls see(x, y) with each centre that is no finder pattern's. */
  function eachAlignment(version, see) {
    var places = alignment(version), last = places[places.length - 1];
    places.forEach(function (y) {
      places.forEach(function (x) {
        if (!(x === 6 && y === 6 || x === 6 && y === last || x === last && y === 6)) { see(x, y); }
      });
    });
  }

  /* 1 where no data stand. */
  function taken(version) {
    var size = version * 4 + 17, map = new Uint8Array(size * size);
    function fill(left, top, width, height) {
      var x, y;
      for (y = top; y < top + height; y++) { for (x = left; x < left + width; x++) { map[y * size + x] = 1; } }
    }
    fill(0, 0, 9, 9);
    fill(size - 8, 0, 8, 9);
    fill(0, size - 8, 9, 8);
    fill(0, 6, size, 1);
    fill(6, 0, 1, size);
    eachAlignment(version, function (x, y) { fill(x - 2, y - 2, 5, 5); });
    if (version > 6) {
      fill(size - 11, 0, 3, 6);
      fill(0, size - 11, 6, 3);
    }
    return map;
  }

  function remainder(value, degree, divisor) {
    var left = value << degree, bit;
    for (bit = 31; bit >= degree; bit--) { if (left >>> bit & 1) { left ^= divisor << (bit - degree); } }
    return value << degree | left;
  }

  function distance(a, b) {
    var left = a ^ b, count = 0;
    while (left) {
      count += left & 1;
      left >>>= 1;
    }
    return count;
  }

  /* Bits as a number, the lowest first. */
  function bitsOf(count, isDark) {
    var value = 0, i;
    for (i = 0; i < count; i++) { if (isDark(i)) { value |= 1 << i; } }
    return value;
  }

  /* The version that either place tells of within three wrong bits; 0: none. Mirrored codes have them the other way round. */
  function versionIn(grid, size) {
    var best = 0, least = size > 40 ? 4 : 0;
    [0, 1].forEach(function (turned) {
      var bits = bitsOf(18, function (i) {
        var x = size - 11 + i % 3, y = Math.floor(i / 3);
        return grid[turned ? x * size + y : y * size + x] > 0;
      }), version, off;
      for (version = 7; version < 41; version++) {
        off = distance(bits, remainder(version, 12, 0x1f25));
        if (off < least) {
          least = off;
          best = version;
        }
      }
    });
    return best;
  }

  /* Level * 8 + mask; -1: neither place can be read. */
  function formatIn(dark, size) {
    var first = bitsOf(15, function (i) {
      return i < 8 ? dark(8, i < 6 ? i : i + 1) : dark(i < 9 ? 7 : 14 - i, 8);
    }), second = bitsOf(15, function (i) {
      return i < 8 ? dark(size - 1 - i, 8) : dark(8, size - 15 + i);
    }), best = -1, least = 31, format, bits, one, two;
    for (format = 0; format < 32; format++) {
      bits = remainder(format, 10, 0x537) ^ 0x5412;
      one = distance(bits, first);
      two = distance(bits, second);
      if (Math.min(one, two) < 4 && one + two < least) {
        least = one + two;
        best = format;
      }
    }
    return best;
  }

  /* All codewords as they stand, and how sure the least sure module of each is. */
  function codewords(at, version, mask) {
    var size = version * 4 + 17, map = taken(version), words = [], sure = [], bits = 0, word = 0, least = Infinity;
    var right, i, x, y, value;
    for (right = size - 1; right > 0; right -= 2) {
      if (right === 6) { right = 5; }
      for (i = 0; i < size * 2; i++) {
        x = right - (i & 1);
        y = right + 1 & 2 ? i >> 1 : size - 1 - (i >> 1);
        if (!map[y * size + x]) {
          value = at(x, y);
          word = word << 1 | (value > 0 ^ !mask(x, y));
          least = Math.min(least, Math.abs(value));
          if (++bits % 8 === 0) {
            words.push(word);
            sure.push(least);
            word = 0;
            least = Infinity;
          }
        }
      }
    }
    return { words: words, sure: sure };
  }

  /* The data of all blocks, one after the other, or null. */
  function dataOf(all, version, level) {
    var blocks = BLOCKS[level].charCodeAt(version - 1) - 40, ecc = parseInt(CORRECTION[level][version - 1], 36), data = [];
    var total = all.words.length, short = Math.floor(total / blocks) - ecc, long = blocks - total % blocks, i, j, place, word, sure;
    for (i = 0; i < blocks; i++) {
      word = [];
      sure = [];
      for (j = 0; j <= short + ecc; j++) {
        place = j < short ? j * blocks + i : short * blocks + (j > short ? blocks - long + (j - short - 1) * blocks + i : i - long);
        if (j !== short || i >= long) {
          word.push(all.words[place]);
          sure.push(all.sure[place]);
        }
      }
      word = mended(word, sure, ecc);
      if (!word) { return null; }
      data = data.concat(word.slice(0, word.length - ecc));
    }
    return data;
  }

  /* --- segments --- */

  function latin(bytes) { return bytes.map(function (byte) { return String.fromCharCode(byte); }).join(''); }

  /* Bytes as text: UTF-8 where they are, else Latin-1, unless a designator (ECI) says which. Others are not ours to read. */
  function textOf(bytes, designator) {
    if (designator === 1 || designator === 3) { return latin(bytes); }
    if (designator && designator !== 26) { throw new RangeError('This character set is not known here.'); }
    try {
      return decodeURIComponent(bytes.map(function (byte) { return '%' + (256 + byte).toString(16).slice(1); }).join(''));
    } catch (other) { return latin(bytes); }
  }

  /* A function that takes so many bits; it throws where there are no more. */
  function takerOf(data) {
    var at = 0;
    return function (count) {
      var value = 0;
      if (at + count > data.length * 8) { throw new RangeError('The data end inside a segment.'); }
      while (count--) {
        value = value << 1 | data[at >> 3] >> (7 - at % 8) & 1;
        at++;
      }
      return value;
    };
  }

  /* How the next characters of a mode become bytes: each takes what it can of those left, and says how many it took. */
  var TAKE = {
    1: function (take, left, put) {
      var count = Math.min(left, 3), digits = String(take([0, 4, 7, 10][count]));
      if (digits.length > count) { throw new RangeError('There is no such group of digits.'); }
      put('00'.slice(0, count - digits.length) + digits);
      return count;
    },
    2: function (take, left, put) {
      var isPair = left > 1, value = take(isPair ? 11 : 6), last = ALPHANUMERIC[value % 45];
      if (value >= (isPair ? 2025 : 45)) { throw new RangeError('There is no such character.'); }
      put(isPair ? ALPHANUMERIC[Math.floor(value / 45)] + last : last);
      return 2;
    },
    4: function (take, left, put) {
      put(String.fromCharCode(take(8)));
      return 1;
    }
  };

  function designatorIn(take) {
    var first = take(8);
    return first < 128 ? first : first < 192 ? (first & 63) << 8 | take(8) : (first & 31) << 16 | take(16);
  }

  /* Reads segments until the data end: text, or null for a kind we do not know. */
  function segments(data, version) {
    var take = takerOf(data), wide = version < 10 ? 0 : version < 27 ? 1 : 2, text = '', bytes = [], designator = 0, mode, left;
    function put(characters) { characters.split('').forEach(function (one) { bytes.push(one.charCodeAt(0)); }); }
    function flush() {
      text += textOf(bytes, designator);
      bytes = [];
    }
    function next() {
      try { mode = take(4); } catch (full) { mode = 0; }
      return mode;
    }
    while (next()) {
      if (mode === 7) {
        flush();
        designator = designatorIn(take);
      } else if (TAKE[mode]) {
        for (left = take(LENGTHS[mode][wide]); left > 0;) { left -= TAKE[mode](take, left, put); }
      } else if (mode !== 5) { return null; }
    }
    flush();
    return text || null;
  }

  /* The text of a grid of modules as it lies there, or null. */
  function decodeAs(at, size) {
    var version = (size - 17) / 4, format = formatIn(function (x, y) { return at(x, y) > 0; }, size), data;
    if (format < 0) { return null; }
    data = dataOf(codewords(at, version, MASKS[format & 7]), version, format >> 3);
    try { return data && segments(data, version); } catch (foreign) { return null; }
  }

  /* The text of a grid of modules, also of a mirrored one, or null. */
  function decode(grid, size) {
    if (!(grid && size > 20 && size < 178 && size % 4 === 1 && grid.length === size * size)) { return null; }
    return decodeAs(function (x, y) { return grid[y * size + x]; }, size) ||
      decodeAs(function (x, y) { return grid[x * size + y]; }, size);
  }

  w.mwangaQr = { decode: decode, versionIn: versionIn, eachAlignment: eachAlignment, alignment: alignment, taken: taken };
}(typeof window === 'undefined' ? this : window));
