/* What somebody gives, a text or a file's bytes, as one claim: a code, a number, a credential as JSON or VC-JWT, and pictures and
   papers that carry one. Files are searched, never shown or run; every length is checked and nothing is unpacked without a bound.
   ES5, and no DOM, so that all of it runs anywhere. */
(function (w) {
  'use strict';

  var my = w.mwangaVerify;
  var MOST_TEXT = 1000000, MOST_FILE = 5000000, MOST_STREAMS = 20;
  var KEYWORD = 'openbadgecredential', NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0';
  var SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
  var DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u1040-\u1049]/g;
  var JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/, TOKEN = /^(?:\S*#)?([\w-]{100,900})$/;
  var ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'' };

  /* An object in JSON, not too large or too deep, and no name twice: of two, one reader takes the first and another the last. */
  my.fromJson = function (text) {
    var value, colons;
    if (text.length > MOST_TEXT) { my.fail('size'); }
    try { value = JSON.parse(text); } catch (refusal) { my.fail('json'); }
    if (!value || typeof value !== 'object' || Array.isArray(value)) { my.fail('json'); }
    colons = text.replace(/"[^"\\]*(?:\\[^][^"\\]*)*"/g, '').split(':').length - 1;
    return my.checkSize(value) === colons ? value : my.fail('twice');
  };

  /* --- numbers (learning/certificates/numbers.py) ---------------------------------------------------------------------------- */

  function checkSign(signs) {
    var sum = 0, i;
    for (i = 0; i < signs.length; i++) { sum += (i + 1) * SIGNS.indexOf(signs.charAt(i)); }
    return SIGNS.charAt(sum % SIGNS.length);
  }

  /* The number as people read it, in what was typed, with or without the address around it; '' if there is none. */
  my.numberIn = function (typed) {
    var plain = typed.slice(0, 300), signs;
    plain = (plain.normalize ? plain.normalize('NFKC') : plain).toUpperCase();
    plain = plain.slice(plain.lastIndexOf('/C/') < 0 ? 0 : plain.lastIndexOf('/C/') + 3).split(/[?#]/)[0];
    plain = plain.replace(DIGITS, function (digit) {
      return digit.charCodeAt(0) - (digit < '\u0966' || digit > '\u1000' ? 0 : 6) & 15;
    });
    signs = plain.replace(/[\0-\/:-@\[-\x60{-\xa9\u2000-\u206f\ufeff]/g, '');
    if (signs.length === 18) { signs = signs.replace(/^MW/, ''); }
    if (!/^[2-9A-HJKMNP-Z]{16}$/.test(signs) || checkSign(signs.slice(0, 15)) !== signs.charAt(15)) { return ''; }
    return 'MW-' + signs.match(/.{4}/g).join('-');
  };

  /* --- badges ---------------------------------------------------------------------------------------------------------------- */

  /* The text of an iTXt chunk behind its keyword (PNG, section 11.3.3.4). */
  function bakedText(data) {
    var at = KEYWORD.length + 1, isPacked = data[at] === 1, skipped;
    if (data[at] > 1 || data[at + 1] !== 0) { my.fail('png'); }
    at += 2;
    for (skipped = 0; skipped < 2; skipped++) {
      while (data[at]) { at++; }
      at++;
    }
    if (at > data.length) { my.fail('png'); }
    data = data.subarray(at);
    return my.fromUtf8(isPacked ? my.unzlib(data, MOST_TEXT) : data);
  }

  /* The first credential baked into a PNG (Open Badges 3.0, section 5.3.1). */
  function inPng(bytes) {
    var mark = 'iTXt' + KEYWORD + '\0', at = 8, end;
    for (; at + 12 <= bytes.length; at = end + 4) {
      end = at + 8 + my.uint32(bytes, at);
      if (end + 4 > bytes.length || my.crc32(bytes.subarray(at + 4, end)) !== my.uint32(bytes, end)) { my.fail('png'); }
      if (my.latin1(bytes.subarray(at + 4, at + 4 + mark.length)) === mark) { return bakedText(bytes.subarray(at + 8, end)); }
    }
    my.fail('png');
  }

  function withoutEntities(text) {
    return text.replace(/&([^;\s]*);?/g, function (whole, name) {
      var code = /^#x[\da-f]{1,6}$/i.test(name) ? parseInt(name.slice(2), 16) : /^#\d{1,7}$/.test(name) ? +name.slice(1) : -1;
      if (ENTITIES.hasOwnProperty(name)) { return ENTITIES[name]; }
      if (code < 0 || code > 0x10ffff) { my.fail('svg'); }
      return code < 0x10000 ? String.fromCharCode(code) : String.fromCharCode(0xd7c0 + (code >> 10), 0xdc00 | code & 0x3ff);
    });
  }

  /* The attributes of a tag as {name: value}; names are bounded, since a long one without a value would be tried sign by sign. */
  function attributesIn(tag) {
    var out = Object.create(null), piece = /([^\s=\/"']{1,99})\s*=\s*("[^"]*"|'[^']*')/g, step;
    while ((step = piece.exec(tag))) { out[step[1]] = step[2].slice(1, -1); }
    return out;
  }

  /* The place behind a mark. */
  function behind(text, mark, from) {
    var at = text.indexOf(mark, from);
    return at < 0 ? my.fail('svg') : at + mark.length;
  }

  /* The place behind the ">" of a tag; those in quotes are none. */
  function behindTag(text, at) {
    var quote = '', sign;
    for (; at < text.length; at++) {
      sign = text.charAt(at);
      if (quote ? sign === quote : sign === '"' || sign === '\'') {
        quote = quote ? '' : sign;
      } else if (sign === '>' && !quote) {
        return at + 1;
      }
    }
    my.fail('svg');
  }

  /* Calls take.text(text, isPlain) and take.tag(name, tag, isEnd) for what stands in XML. No document type: nothing that grows. */
  function walkXml(text, take) {
    var at = 0, start, tag;
    function starts(mark) { return text.substr(start, mark.length) === mark; }
    while (at < text.length) {
      start = at;
      if (!starts('<')) {
        at = text.indexOf('<', start) < 0 ? text.length : text.indexOf('<', start);
        take.text(text.slice(start, at), true);
      } else if (starts('<!--')) {
        at = behind(text, '-->', start + 4);
      } else if (starts('<![CDATA[')) {
        at = behind(text, ']]>', start + 9);
        take.text(text.slice(start + 9, at - 3), false);
      } else if (starts('<?')) {
        at = behind(text, '?>', start + 2);
      } else {
        at = behindTag(text, start);
        tag = text.slice(start + 1, at - 1);
        if (/^!|</.test(tag)) { my.fail('svg'); }
        take.tag(tag.replace(/^\//, '').split(/[\s\/]/)[0], tag, tag.charAt(0) === '/');
      }
    }
  }

  /* The first credential in an SVG (Open Badges 3.0, section 5.3.2): an element `credential` of the badges' namespace, whatever its
     prefix, directly in the outermost one; its attribute `verify`, which is a VC-JWT, or what stands in it. */
  function inSvg(text) {
    var open = [{ spaces: Object.create(null) }], found = null;

    function isCredential(name, spaces) {
      var parts = name.split(':'), space = parts[1] ? 'xmlns:' + parts[0] : 'xmlns';
      return parts[parts.length - 1] === 'credential' && spaces[space] === NAMESPACE;
    }

    function begin(name, tag) {
      var outer = open[open.length - 1], own = { name: name, spaces: Object.create(outer.spaces) }, attributes = attributesIn(tag);
      if (outer.isOurs || open.length > 200) { my.fail('svg'); }
      Object.keys(attributes).forEach(function (key) { if (/^xmlns/.test(key)) { own.spaces[key] = attributes[key]; } });
      own.isOurs = found === null && open.length === 2 && isCredential(name, own.spaces);
      if (own.isOurs) { found = withoutEntities(attributes.verify || ''); }
      if (!/\/$/.test(tag)) { open.push(own); }
    }

    if (text.length > 2 * MOST_TEXT) { my.fail('size'); }
    walkXml(text, {
      text: function (piece, isPlain) {
        if (open[open.length - 1].isOurs) { found += isPlain ? withoutEntities(piece) : piece; }
      },
      tag: function (name, tag, isEnd) {
        if (!isEnd) { return begin(name, tag); }
        if (open.pop().name !== name) { my.fail('svg'); }
      }
    });
    return found === null || open.length > 1 ? my.fail('svg') : found;
  }

  /* --- papers ---------------------------------------------------------------------------------------------------------------- */

  /* A stream whose dictionary ends at `at`, as text; '' for one that is none or is packed in a way we do not read. */
  function streamAt(bytes, text, dictionary, at) {
    var size = /\/Length\s+(\d+)\b(?!\s+\d+\s+R)/.exec(dictionary), filter = /\/Filter\s*\[?\s*\/(\w+)/.exec(dictionary), data;
    at += text.charAt(at) === '\r' ? 2 : 1;
    data = bytes.subarray(at, size ? at + +size[1] : Math.max(at, text.indexOf('endstream', at)));
    if (!filter) { return my.fromUtf8(data); }
    return filter[1] === 'FlateDecode' && !/\/DecodeParms/.test(dictionary) ? my.fromUtf8(my.unzlib(data, MOST_TEXT)) : '';
  }

  /* The first credential attached to a PDF (ISO 32000-2, section 7.11.4): streams stand open in a file, so no index is read. */
  function inPdf(bytes) {
    var text = my.latin1(bytes), at = 0, tries = 0, start, end, dictionary, said;
    while ((at = text.indexOf('/EmbeddedFile', at) + 1) && tries++ < MOST_STREAMS) {
      start = text.lastIndexOf(' obj', at);
      end = text.indexOf('stream', at);
      dictionary = text.slice(start, end);
      if (start < 0 || end < 0 || dictionary.length > 2000 || dictionary.indexOf('endobj') >= 0) { continue; }
      try {
        said = streamAt(bytes, text, dictionary, end + 6).trim();
        if (JWT.test(said) || my.fromJson(said)) { return said; }
      } catch (refusal) {
        continue;
      }
    }
    my.fail('pdf');
  }

  /* --- whatever it is -------------------------------------------------------------------------------------------------------- */

  /* What a picture or a paper carries. */
  function claimInside(text) {
    text = text.trim();
    return JWT.test(text) ? my.claimInJwt(text) : my.claimInJson(my.fromJson(text));
  }

  /* What somebody typed, pasted or scanned. */
  function claimInText(text) {
    var number, token;
    text = text.trim();
    if (text.length > MOST_TEXT) { my.fail('size'); }
    if (text.charAt(0) === '<') { return claimInside(inSvg(text)); }
    if (text.charAt(0) === '{' || JWT.test(text)) { return claimInside(text); }
    number = my.numberIn(text);
    token = TOKEN.exec(text);
    return number ? { number: number } : token ? my.claimInToken(my.readToken(my.fromCode(token[1]))) : my.fail('text');
  }

  /* A claim as credential.js has it, or {number}. */
  my.claimIn = function (input) {
    var bytes;
    if (typeof input === 'string') { return claimInText(input); }
    bytes = input instanceof Uint8Array ? input : new Uint8Array(input);
    if (bytes.length > MOST_FILE) { my.fail('size'); }
    if (my.latin1(bytes.subarray(0, 8)) === '\x89PNG\r\n\x1a\n') { return claimInside(inPng(bytes)); }
    if (my.latin1(bytes.subarray(0, 1024)).indexOf('%PDF-') >= 0) { return claimInside(inPdf(bytes)); }
    return claimInText(my.fromUtf8(bytes).replace(/^\ufeff/, ''));
  };
}(self));
