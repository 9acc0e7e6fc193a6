/* Passkeys on the pages of staff (templates learning/staff/). A form with data-passkey="get" or "create" is hidden until we know that
   the browser can; sending it asks the browser first, puts the answer into "credential" and sends it then. What is asked stands in
   data-options as JSON, or is fetched from data-ask when the button is pressed. ES5: an engine without passkeys must still read this. */
(function (w, d) {
  'use strict';
  var forms = d.querySelectorAll('form[data-passkey]');
  if (!w.PublicKeyCredential || !w.navigator.credentials || !w.isSecureContext) { return; }

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  function bytes(text) {
    var plain = w.atob(text.replace(/-/g, '+').replace(/_/g, '/')), out = new Uint8Array(plain.length), at;
    for (at = 0; at < plain.length; at += 1) { out[at] = plain.charCodeAt(at); }
    return out;
  }

  function text(buffer) {
    var plain = '';
    each(new Uint8Array(buffer), function (one) { plain += String.fromCharCode(one); });
    return w.btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/[=]+$/, '');
  }

  /* The server writes bytes as base64url; the browser wants them as bytes. A passkey that stands in for the password must ask for
     finger, face or PIN; so does each new one, to be good for that. */
  function readable(options, does, alone) {
    var key = options.publicKey;
    key.challenge = bytes(key.challenge);
    if (key.user) { key.user.id = bytes(key.user.id); }
    if (does === 'create') {
      key.authenticatorSelection = { residentKey: 'required', requireResidentKey: true, userVerification: 'required' };
    } else if (alone) { key.userVerification = 'required'; }
    each((key.excludeCredentials || []).concat(key.allowCredentials || []), function (one) { one.id = bytes(one.id); });
    return options;
  }

  function sendable(credential) {
    var own = credential.response, response = { clientDataJSON: text(own.clientDataJSON) };
    ['attestationObject', 'authenticatorData', 'signature', 'userHandle'].forEach(function (name) {
      if (own[name]) { response[name] = text(own[name]); }
    });
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: response,
      clientExtensionResults: credential.getClientExtensionResults()
    });
  }

  function asked(form) {
    var given = form.getAttribute('data-options');
    if (given) { return Promise.resolve(JSON.parse(given)); }
    return w.fetch(form.getAttribute('data-ask'), { credentials: 'same-origin', headers: { 'X-Requested-With': 'XMLHttpRequest' } })
      .then(function (answer) { return answer.json(); })
      .then(function (answer) { return answer.request_options; });
  }

  function start(form) {
    var does = form.getAttribute('data-passkey'), button = form.querySelector('button'), refused = form.querySelector('[role=alert]');
    refused.hidden = button.disabled = true;
    asked(form).then(function (options) {
      return w.navigator.credentials[does](readable(options, does, !form.getAttribute('data-options')));
    }).then(function (credential) {
      form.elements.credential.value = sendable(credential);
      form.submit();
    })['catch'](function () {
      button.disabled = false;
      refused.hidden = false;
    });
  }

  each(forms, function (form) {
    form.hidden = false;
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      start(form);
    });
  });
  each(d.querySelectorAll('[data-needs-passkeys]'), function (part) { part.hidden = false; });
  each(d.querySelectorAll('[data-lacks-passkeys]'), function (part) { part.hidden = true; });
}(window, document));
