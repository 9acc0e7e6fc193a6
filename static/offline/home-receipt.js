/* Receipts for results that were brought home: a file, or a code for one learner. Checked against the keys that came with this copy of
   the course (trust.js), then what has arrived is marked, codes that were given are kept, and sentences say what became of the rest.
   mwangaReceipt.take(text, {device, guest, words, name(id), filled(sentence, values)}, done) calls done(sentences) once. ES5; needs rooms.js,
   verify/, home-codes.js. */
(function (w) {
  'use strict';

  var my = w.mwangaVerify, rooms = w.MwangaRooms, MARK = 'MW2:', START = 3, SIGNATURE = 64;

  /* The key that signed it; one that was stolen signs nothing. */
  function keyNamed(kid) {
    var found = null;
    ((w.mwangaTrust || {}).issuers || []).forEach(function (issuer) {
      issuer.keys.forEach(function (key) { if (key.name === kid && !key.leaked_at) { found = key; } });
    });
    return found && my.fromMultikey(found.multikey);
  }

  /* A code as what a file says: which answers arrived stands there by the beginnings of their numbers. */
  function fromCode(list) {
    var learners = {}, starts = {}, i;
    for (i = 0; i < list[5].length; i += START) { starts[my.hex(list[5].subarray(i, i + START))] = true; }
    learners[my.uuid(list[3])] = { code: list[4] };
    return { device: my.hex(list[0]), given_at: new Date(list[1] * 1000).toISOString(), learners: learners, claims: [], left: list[6],
      said: function (uuid) { return starts[uuid.slice(0, START * 2)] && 'known'; } };
  }

  /* {kid, signed, signature, told()}; fails on anything else. */
  function opened(text) {
    var plain = text.replace(/^\s+|\s+$/g, ''), raw, data, list, receipt;
    if (plain.slice(0, MARK.length) === MARK) {
      raw = w.mwangaCodes.fromBase45(plain.slice(MARK.length));
      data = raw.subarray(0, raw.length - SIGNATURE);
      list = my.fromCbor(data);
      return { kid: list[2], signed: my.joined([my.utf8('mwanga-receipt-code-1\n'), data]), signature: raw.subarray(raw.length - SIGNATURE),
        told: function () { return fromCode(list); } };
    }
    receipt = JSON.parse(plain);
    if (receipt.mwanga !== 'receipt' || receipt.schema !== 1) { my.fail('receipt'); }
    data = my.fromBase64(receipt.payload);
    return { kid: receipt.kid, signed: my.joined([my.utf8('mwanga-receipt-1\n'), data]), signature: my.fromBase64(receipt.signature),
      told: function () {
        var told = JSON.parse(my.fromUtf8(data));
        told.said = function (uuid) { return Object.prototype.hasOwnProperty.call(told.answers, uuid) && told.answers[uuid]; };
        told.saidOfPlay = function (uuid) { var all = told.plays || {}; return Object.prototype.hasOwnProperty.call(all, uuid) && all[uuid]; };
        return told;
      } };
  }

  function take(text, here, done) {
    var receipt, key;
    try {
      receipt = opened(text);
      key = keyNamed(receipt.kid);
      if (!key) { return done([here.words.unknown_key]); }
      my.checkSignature(key, receipt.signed, receipt.signature, function (fits) {
        done(fits ? apply(receipt.told(), here) : [here.words.changed]);
      });
    } catch (broken) { done([here.words.no_receipt]); }
  }

  function apply(told, here) {
    var reasons = {}, home = 0, sentences, reason;
    if (told.device !== here.device.id) { return [here.words.other_device]; }
    rooms.kept(undefined, 'answer/').forEach(function (name) {
      var said = told.said(name.split('/answer/')[1].toLowerCase()), value = said && rooms.read(name);
      if (!value || value.home) { return; }
      if (typeof said === 'string') {
        value.home = told.given_at;
        if (rooms.keep(name, value)) { home++; }
      } else {
        reasons[said[1]] = (reasons[said[1]] || 0) + 1;
      }
    });
    sentences = [here.filled(here.words.home, { count: home })].concat(dropPlays(told, here, reasons));
    for (reason in reasons) { sentences.push(here.filled(here.words.refused, { count: reasons[reason], reason: reason })); }
    if (told.left) { sentences.push(here.filled(here.words.left, { count: told.left })); }
    return sentences.concat(keepCodes(told, here), keepClaims(told, here));
  }

  /* Results of what was played are not needed any more once they are home. */
  function dropPlays(told, here, reasons) {
    var arrived = told.saidOfPlay ? rooms.kept(undefined, 'result/').filter(function (name) {
      var said = told.saidOfPlay(name.split('/result/')[1].toLowerCase());
      if (said && typeof said !== 'string') { reasons[said[1]] = (reasons[said[1]] || 0) + 1; }
      return typeof said === 'string';
    }) : [];
    rooms.drop(arrived);
    return arrived.length ? [here.filled(here.words.plays_home, { count: arrived.length })] : [];
  }

  /* Codes that learners without one were given: on this device they are called by them from now on. */
  function keepCodes(told, here) {
    var learners = rooms.learners(), sentences = [];
    Object.keys(told.learners).forEach(function (id) {
      var code = told.learners[id].code, learner = learners.filter(function (other) { return other.id === id; })[0];
      var holder = learner || (id === here.guest ? here.device : null);
      if (!code || !holder || holder.code) { return; }
      holder.code = code;
      sentences.push(here.filled(here.words.code, { who: here.name(id), code: code.slice(0, 4) + '-' + code.slice(4) }));
    });
    if (learners.length) { rooms.keep('mwanga/learners', learners); }
    rooms.keep('mwanga/device', here.device);
    return sentences;
  }

  function keepClaims(told, here) {
    return told.claims.map(function (line) {
      var name = rooms.room(line[1], line[0] === here.guest ? '' : line[0]) + 'claim', claim = rooms.read(name);
      if (claim) {
        claim.home = told.given_at;
        claim.number = line[2];
        claim.said = line[3];
        rooms.keep(name, claim);
      }
      return line[3];
    });
  }

  w.mwangaReceipt = { take: take };
}(self));
