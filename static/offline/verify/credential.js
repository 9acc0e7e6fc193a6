/* A credential of ours as a claim for verdict.js: signed with eddsa-rdfc-2022 (W3C Data Integrity EdDSA 1.0, section 3.2), as a
   VC-JWT, or said shortly in the token of a QR code; and status lists and endorsements, which are credentials too. ES5.

   A claim is {did: in whose name, by: whose key, key: its name, seal(): {message, signature}, tell(): what it says}. Nothing is
   believed here: tell() is asked once the signature fits. What a credential says is read along its tree from the root, and each
   step there is one of the signed quads. Rules and their order as in learning/certificates/verifying.py. */
(function (w) {
  'use strict';

  var my = w.mwangaVerify;
  var SUITE = 'eddsa-rdfc-2022', PURPOSE = 'assertionMethod', LIST_ENTRY = 'BitstringStatusListEntry';
  var MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;

  function many(value) { return value === undefined ? [] : [].concat(value); }

  function isObject(value) { return !!value && typeof value === 'object' && !Array.isArray(value); }

  function has(document, type) { return many(document.type).indexOf(type) >= 0; }

  function part(object, name) { return isObject(object[name]) ? object[name] : my.fail('shape'); }

  function text(object, name, mayLack) {
    var value = object[name];
    return typeof value === 'string' ? value : mayLack && value === undefined ? '' : my.fail('shape');
  }

  /* Milliseconds. */
  my.moment = function (said) {
    var at = MOMENT.test(said) ? Date.parse(said) : NaN;
    return at === at ? at : my.fail('moment');
  };

  function issuerOf(document) {
    var issuer = document.issuer, did = isObject(issuer) ? issuer.id : issuer;
    return typeof did === 'string' ? did : my.fail('issuer');
  }

  /* Whose a key is: "did:web:host#key-1" without its name. */
  function owner(method) { return method.split('#')[0]; }

  function claim(did, method, seal, tell) {
    return { did: did, by: owner(method), key: method.slice(owner(method).length + 1), seal: seal, tell: tell };
  }

  /* Of the proofs, the first with a key of the credential's own issuer: only that one says who issued it. */
  function ownProof(document, did) {
    var proofs = many(document.proof);
    if (!proofs.length || !proofs.every(function (one) { return isObject(one) && typeof one.verificationMethod === 'string'; })) {
      my.fail('unsigned');
    }
    return proofs.filter(function (one) { return owner(one.verificationMethod) === did; })[0] || my.fail('controller', 'changed');
  }

  function hashOf(document, context, names) { return my.sha256(my.utf8(my.quadsOf(document, context, names))); }

  /* The proof's hash, then the document's; a value that is no signature fits nothing. */
  function sealOf(document, proof) {
    var value = String(proof.proofValue), context = document['@context'], signature;
    if (proof.type !== 'DataIntegrityProof' || proof.cryptosuite !== SUITE) { my.fail('suite'); }
    if (proof.proofPurpose !== PURPOSE || value.charAt(0) !== 'z') { my.fail('purpose', 'changed'); }
    try { signature = my.fromBase58(value.slice(1)); } catch (refusal) { my.fail('base58', 'changed'); }
    return {
      message: my.joined([hashOf(proof, context, ['proofValue']), hashOf(document, context, ['proof', '@context'])]),
      signature: signature
    };
  }

  function signedClaim(document, tell) {
    var did = issuerOf(document), proof = ownProof(document, did);
    return claim(did, proof.verificationMethod, function () { return sealOf(document, proof); }, function () {
      return tell(document, proof.created === undefined ? null : my.moment(proof.created));
    });
  }

  /* --- certificates ---------------------------------------------------------------------------------------------------------- */

  /* The name as printed; '' where it is hashed, or where there are several. */
  function nameIn(subject) {
    var names = many(subject.identifier).filter(function (one) {
      return isObject(one) && one.identityType === 'name' && one.hashed === false;
    });
    return names.length === 1 ? text(names[0], 'identityHash') : '';
  }

  function factsIn(document) {
    var subject = part(document, 'credentialSubject'), achievement = part(subject, 'achievement');
    return {
      name: nameIn(subject), course: text(document, 'name', true) || text(achievement, 'name'),
      achievement: text(achievement, 'id'), language: text(achievement, 'inLanguage', true),
      kind: text(achievement, 'achievementType', true), issued_at: text(document, 'validFrom'),
      valid_until: text(document, 'validUntil', true), uuid: text(document, 'id').replace(/^urn:uuid:/, '')
    };
  }

  /* Where to look whether it still stands: {addresses: where its list may be, place: where in it}, or null. */
  function placeIn(document) {
    var entry = document.credentialStatus;
    if (entry === undefined) { return null; }
    if (!isObject(entry) || entry.type !== LIST_ENTRY || entry.statusPurpose !== 'revocation') { my.fail('status'); }
    if (!/^\d+$/.test(entry.statusListIndex)) { my.fail('status'); }
    return { addresses: [text(entry, 'statusListCredential')], place: +text(entry, 'statusListIndex') };
  }

  /* {facts, id, at: the later of when it begins and when it was signed, until, place, endorsements}. */
  function certificateIn(document, at) {
    if (!has(document, 'OpenBadgeCredential') && !has(document, 'AchievementCredential')) { my.fail('type'); }
    return {
      facts: factsIn(document), id: document.id, at: Math.max(my.moment(document.validFrom), at),
      until: document.validUntil === undefined ? Infinity : my.moment(document.validUntil),
      place: placeIn(document), endorsements: many(document.endorsementJwt)
    };
  }

  my.claimInJson = function (document) { return signedClaim(document, certificateIn); };

  function jsonIn(piece) { return my.fromJson(my.fromUtf8(my.fromBase64(piece))); }

  /* A VC-JWT (W3C Securing with JOSE and COSE, section 3.1): the payload is the credential itself. Ed25519 alone is read. */
  function jwtClaim(jwt, tell) {
    var pieces = jwt.split('.'), header = jsonIn(pieces[0]), document = jsonIn(pieces[1]), did = issuerOf(document);
    if (pieces.length !== 3 || header.alg !== 'EdDSA' || header.crit !== undefined) { my.fail('algorithm'); }
    return claim(did, text(header, 'kid'), function () {
      return { message: my.utf8(pieces[0] + '.' + pieces[1]), signature: my.fromBase64(pieces[2]) };
    }, function () {
      if (differs(document.iss, did) || differs(document.jti, document.id)) { my.fail('jwt', 'changed'); }
      return tell(document, null);
    });
  }

  function differs(said, meant) { return said !== undefined && said !== meant; }

  my.claimInJwt = function (jwt) { return jwtClaim(jwt, certificateIn); };

  /* The same for the token of a QR code; its place counts through all lists (seals.py). */
  my.claimInToken = function (token) {
    var said = token.claims, path = '://' + said.host + '/status/' + (Math.floor(said.place / my.LIST_BITS) + 1);
    var did = 'did:web:' + said.host.replace(/:/g, '%3A');
    return claim(did, did + '#' + token.key, function () { return token; }, function () {
      return {
        facts: {
          name: said.name, course: said.course, achievement: '', language: said.language, kind: '',
          issued_at: new Date(said.issued_at * 1000).toISOString().replace('.000', ''), valid_until: '', uuid: said.uuid
        },
        at: said.issued_at * 1000, until: Infinity, endorsements: [],
        place: { addresses: ['https' + path, 'http' + path], place: said.place % my.LIST_BITS }
      };
    });
  };

  /* --- what stands beside them ----------------------------------------------------------------------------------------------- */

  /* A confirmation by an institution; it says {id: of which credential, at}. */
  my.claimInEndorsement = function (jwt) {
    return jwtClaim(String(jwt), function (document) {
      if (!has(document, 'EndorsementCredential')) { my.fail('type'); }
      return { id: text(part(document, 'credentialSubject'), 'id'), at: my.moment(document.validFrom) };
    });
  };

  /* A status list; it says {at, since, purpose, bits}. */
  my.claimInList = function (document, address) {
    if (document.id !== address || !has(document, 'BitstringStatusListCredential')) { my.fail('list'); }
    my.checkSize(document);
    return signedClaim(document, function () {
      var subject = part(document, 'credentialSubject');
      return {
        at: my.moment(document.validFrom), since: document.validFrom, purpose: text(subject, 'statusPurpose'),
        bits: my.statusBits(text(subject, 'encodedList'))
      };
    });
  };
}(self));
