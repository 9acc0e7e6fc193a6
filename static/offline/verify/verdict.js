/* Whether a certificate is genuine, said without a server: from file://, from plain http in a village, on old phones. ES5.

   The page loads, in this order, with <script defer>: bytes.js sha.js ed25519.js inflate.js token.js terms.js quads.js
   credential.js files.js verdict.js. They know no page, no network and no storage, and attach to one object:

     mwangaVerify.check(input, trust, now, done)

     input  a text (scanned or pasted) or the bytes of a file (ArrayBuffer or Uint8Array): the address or token of a QR code, a
            credential as JSON or VC-JWT, a badge as PNG or SVG, a PDF
     trust  {issuers: [{did, name, keys: [{name, multikey, retired_at, leaked_at}]}],   the last two may be missing or null
             lists: [{address, credential}],                                            signed status lists, as objects
             made_at}                                       times as "2026-11-23T00:00:00Z"; made_at is for the page alone
     now    a Date
     done   is called once, at once or later, and never because of an exception: done({word, why, since, facts})

   word   genuine         signed by an issuer we know, unchanged, and standing in the status list of `since`
          revoked         signed by an issuer we know, but taken back
          replaced        the same, because a corrected one took its place
          status_unknown  signed by an issuer we know; whether it still stands cannot be said: no list for it, or none to believe
          expired         signed by an issuer we know, and not known to be taken back; its own last day has passed
          not_yet         it says it begins more than a day after `now`: one of the two clocks is wrong
          key_leaked      its key was stolen, and it says it was signed at or after that: anybody may have written it
          changed         signed in the name of an issuer we know; the signature does not fit what it says
          unknown_issuer  signed by somebody, or with a key, that `trust` does not name; nothing it says was checked
          unreadable      no certificate, damaged, or of a kind we do not read
   why    one word more, for tests and for whoever helps: `number` with `unreadable` is the number of a certificate and nothing
          else, which only a server can look up (then facts.number is set, MW-XXXX-XXXX-XXXX-XXXX)
   since  the day and time the status list was made, or null
   facts  what is proven: {name, course, achievement, language, issued_at, valid_until, uuid, kind, issuer, did, also: [names of
          institutions in `trust` that confirm it, by endorsementJwt]}; missing ones are ''. `name` is as printed, or '' where the
          file hides it; `course` is the title, in a QR code the short name of the address; `kind` the achievementType; `issuer`
          is the name in `trust`. With unknown_issuer only `did` is there, with changed and unreadable nothing (but the number
          above). */
(function (w) {
  'use strict';

  var my = w.mwangaVerify = w.mwangaVerify || {};

  var DAY = 86400000;

  function found(list, test) { return list.filter(test)[0]; }

  function issuerIn(trust, did) { return found(trust.issuers, function (issuer) { return issuer.did === did; }); }

  /* The key of a claim, with its issuer; undefined where `trust` does not name it. */
  function keyOf(trust, claim) {
    var issuer = issuerIn(trust, claim.by);
    return issuer && found(issuer.keys, function (key) { return key.name === claim.key; });
  }

  /* Whether what says it was made then may have been made with a stolen key. */
  function isStolen(key, at) { return !!key.leaked_at && at >= my.moment(key.leaked_at); }

  /* Calls step(item, next) for one after another; step calls next() to go on. */
  function each(items, step, done) {
    var at = 0;
    function next() { if (at < items.length) { step(items[at++], next); } else { done(); } }
    next();
  }

  /* One question: answered once, whatever goes wrong; nothing but done() itself may throw. */
  function Question(trust, now, done) {
    this.trust = trust;
    this.now = +now;
    this.done = done;
    this.since = null;
    this.facts = {};
  }

  Question.prototype = {
    answer: function (word, why) {
      var done = this.done;
      this.done = null;
      if (done) { done({ word: word, why: why || '', since: this.since, facts: this.facts }); }
    },

    /* A step that ends the question where it cannot read something. */
    dare: function (step) {
      var self = this;
      return function (value) {
        try {
          step.call(self, value);
        } catch (trouble) {
          if (!self.done) { throw trouble; }
          self.facts = {};
          self.answer(trouble.word || 'unreadable', trouble.why || 'broken');
        }
      };
    },

    ask: function (input) {
      var claim = my.claimIn(input), key, seal;
      if (claim.number) {
        this.facts = { number: claim.number };
        return this.answer('unreadable', 'number');
      }
      this.facts = { did: claim.did };
      this.issuer = issuerIn(this.trust, claim.did);
      if (!this.issuer) { return this.answer('unknown_issuer', 'issuer'); }
      if (claim.by !== claim.did) { my.fail('controller', 'changed'); }
      key = keyOf(this.trust, claim);
      if (!key) { return this.answer('unknown_issuer', 'key'); }
      seal = claim.seal();
      my.checkSignature(my.fromMultikey(key.multikey), seal.message, seal.signature, this.dare(function (isFit) {
        if (!isFit) { my.fail('signature', 'changed'); }
        this.proven(claim.tell(), claim.did, isStolen.bind(null, key));
      }));
    },

    proven: function (said, did, isLeaked) {
      this.facts = said.facts;
      this.facts.did = did;
      this.facts.issuer = this.issuer.name;
      this.facts.also = [];
      each(said.endorsements, this.confirm.bind(this, said.id), this.dare(function () {
        if (isLeaked(said.at)) { return this.answer('key_leaked'); }
        if (said.at > this.now + DAY) { return this.answer('not_yet'); }
        this.standing(said);
      }));
    },

    /* Notes who confirms the credential; what does not fit, or is a stranger's, says nothing. */
    confirm: function (id, jwt, next) {
      var self = this;
      self.believe(function () { return my.claimInEndorsement(jwt); }, function (said, claim) {
        if (said && said.id === id) { self.facts.also.push(issuerIn(self.trust, claim.by).name); }
        next();
      });
    },

    /* What the lists say; the one of what was replaced is asked only about what no longer stands. */
    standing: function (said) {
      var self = this, place = said.place;
      function unlessOver(word) { self.answer(said.until < self.now ? 'expired' : word); }
      if (!place) { return unlessOver('status_unknown'); }
      self.look(place.addresses, 'revocation', place.place, function (isGone) {
        if (!isGone) { return unlessOver(isGone === null ? 'status_unknown' : 'genuine'); }
        self.look(place.addresses.map(function (one) { return one + '/replaced'; }), 'message', place.place, function (isReplaced) {
          self.answer(isReplaced ? 'replaced' : 'revoked');
        });
      });
    },

    /* Calls back(whether the place is set), or null: no list at these addresses that can be believed. The newest one counts. */
    look: function (addresses, purpose, place, back) {
      var self = this, best = null, did = self.facts.did;
      each(self.trust.lists.filter(function (list) { return addresses.indexOf(list.address) >= 0; }), function (list, next) {
        self.believe(function () { return my.claimInList(list.credential, list.address); }, function (said, claim) {
          if (said && claim.did === did && said.purpose === purpose && (!best || said.at > best.at)) { best = said; }
          next();
        });
      }, function () {
        if (!best || place >= my.LIST_BITS) { return back(null); }
        if (purpose === 'revocation') { self.since = best.since; }
        back(my.isSet(best.bits, place));
      });
    },

    /* Calls back(what a claim says, the claim), or null where it is unreadable, forged, a stranger's, or made with a stolen key. */
    believe: function (read, back) {
      var self = this, claim, key, bytes, seal = tried(function () {
        claim = read();
        key = claim.by === claim.did && keyOf(self.trust, claim);
        bytes = my.fromMultikey(key.multikey);
        return claim.seal();
      });
      if (!seal) { return back(null); }
      my.checkSignature(bytes, seal.message, seal.signature, self.dare(function (isFit) {
        var said = isFit ? tried(claim.tell) : null;
        back(said && !isStolen(key, said.at) ? said : null, claim);
      }));
    }
  };

  function tried(step) { try { return step(); } catch (trouble) { return null; } }

  my.check = function (input, trust, now, done) {
    var question = new Question(trust, now, done);
    question.dare(question.ask)(input);
  };
}(self));
