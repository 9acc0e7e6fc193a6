/* The words our credentials may use, and what each means: an excerpt of two JSON-LD contexts in learning/certificates/contexts/,
   which tests compare term by term. A word that is not here makes a credential unreadable, never genuine. ES5.

   Written name:prefix, or name:prefix.other where the vocabulary's name is another. Behind it: @ a text is an address; ^ a text is
   of this type; * a list in order; % a purpose. A line's first word is a type, the others what nodes of that type may say; a line
   without one holds for every node. */
(function (w) {
  'use strict';

  var my = w.mwangaVerify;
  var PREFIXES = {
    o: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#', s: 'https://schema.org/', c: 'https://www.w3.org/2018/credentials#',
    t: 'https://www.w3.org/ns/credentials/status#', k: 'https://w3id.org/security#', d: 'http://purl.org/dc/terms/',
    h: 'http://www.w3.org/2001/XMLSchema#', x: 'https://www.w3.org/2001/XMLSchema#', q: 'xsd:'
  };
  var CREDENTIALS = [
    ' description:s name:s mediaType:s.encodingFormat digestMultibase:k^k.multibase digestSRI:c^c.sriString',
    'VerifiableCredential:c credentialSchema:c@ credentialStatus:c@ credentialSubject:c@ evidence:c@ issuer:c@ refreshService:c@ ' +
      'relatedResource:c@ renderMethod:c@ termsOfUse:c@ confidenceMethod:c@ validFrom:c^h.dateTime validUntil:c^h.dateTime',
    'BitstringStatusListCredential:t',
    'BitstringStatusList:t encodedList:t^k.multibase statusPurpose:t ttl:t',
    'BitstringStatusListEntry:t statusListCredential:t@ statusListIndex:t statusPurpose:t statusReference:t@ ' +
      'statusSize:t^x.integer',
    'DataIntegrityProof:k challenge:k created:d^h.dateTime cryptosuite:k^k.cryptosuiteString domain:k ' +
      'expires:k.expiration^h.dateTime nonce:k previousProof:k@ proofPurpose:k% verificationMethod:k@'
  ];
  var BADGES = [
    ' alignment:o image:o@ inLanguage:s narrative:o url:s^x.anyURI awardedDate:o^q.dateTime endorsementJwt:o',
    'OpenBadgeCredential:o',
    'AchievementCredential:o.OpenBadgeCredential',
    'Achievement:o achievementType:o creator:o creditsAvailable:o^x.float criteria:o.Criteria@ fieldOfStudy:o humanCode:o ' +
      'otherIdentifier:o related:o resultDescription:o specialization:o tag:s.keywords version:o',
    'AchievementSubject:o achievement:o activityEndDate:o^x.date activityStartDate:o^x.date creditsEarned:o^x.float identifier:o ' +
      'licenseNumber:o result:o role:o source:o@ term:o',
    'Alignment:s.AlignmentObject targetCode:o targetDescription:s targetFramework:s targetName:s targetType:o targetUrl:s^x.anyURI',
    'Criteria:o',
    'Evidence:o audience:s genre:s',
    'IdentityObject:o hashed:o^x.boolean identityHash:o identityType:o salt:o',
    'Image:o caption:s',
    'Profile:o additionalName:s address:o@ dateOfBirth:o^x.date email:s familyName:s familyNamePrefix:o givenName:s ' +
      'honorificPrefix:s honorificSuffix:s otherIdentifier:o parentOrg:o@ patronymicName:o phone:o official:o',
    'Result:o achievedLevel:o^x.anyURI resultDescription:o^x.anyURI status:o value:s',
    'ResultDescription:o allowedValue:o* requiredLevel:o^x.anyURI requiredValue:o resultType:o rubricCriterionLevel:o valueMax:o ' +
      'valueMin:o',
    'RubricCriterionLevel:o level:o points:o'
  ];
  var FIRST = 'https://www.w3.org/ns/credentials/v2', SECOND = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
  var vocabularies = {};

  /* {name, iri, kind: '', '@', '*', '%' or '^', type: the address of the type}. */
  function termIn(word) {
    var parts = /^(\w+):(\w)(?:\.(\w+))?([@*%^]?)(?:(\w)\.(\w+))?$/.exec(word);
    return {
      name: parts[1], iri: PREFIXES[parts[2]] + (parts[3] || parts[1]), kind: parts[4],
      type: parts[5] && PREFIXES[parts[5]] + parts[6]
    };
  }

  /* Objects without what every object has: "constructor" is no word of ours. */
  function vocabulary(lines) {
    var out = { every: Object.create(null), types: Object.create(null) };
    lines.forEach(function (line) {
      var words = line.split(' '), type = words[0] && termIn(words[0]), own = type ? Object.create(null) : out.every;
      words.slice(1).map(termIn).forEach(function (term) { own[term.name] = term; });
      if (type) { out.types[type.name] = { iri: type.iri, terms: own }; }
    });
    return out;
  }

  /* The words of a document with this "@context": the W3C's, or those and the Open Badges', in this order. */
  my.vocabularyOf = function (context) {
    var isBadge = Array.isArray(context) && context.length === 2 && context[1] === SECOND, name = isBadge ? 'badge' : 'plain';
    if (!Array.isArray(context) || context[0] !== FIRST || context.length !== 1 && !isBadge) { my.fail('context'); }
    vocabularies[name] = vocabularies[name] || vocabulary(isBadge ? CREDENTIALS.concat(BADGES) : CREDENTIALS);
    return vocabularies[name];
  };
}(self));
