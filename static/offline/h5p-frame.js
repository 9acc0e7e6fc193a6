/* Runs first in the frame of an H5P content in a bundle (h5p.js puts it there): makes the document out of what the page hands in.
   Nothing can be loaded here, so files that the page gave stand for addresses below https://mwanga.invalid/, which is no host. ES5. */
(function (w, d) {
  'use strict';
  var AT = 'https://mwanga.invalid/', files = {}, TAGS = ['src', 'poster', 'href', 'data', 'style'];

  function script(text) {
    var one = d.createElement('script');
    one.text = text;
    d.body.appendChild(one);
  }

  function style(text) {
    var one = d.createElement('style');
    one.textContent = text;
    d.head.appendChild(one);
  }

  /* The address under which a file is here; any other address as it is, though nothing will come from it. */
  function local(address) {
    var text = String(address), name;
    if (text.indexOf(AT) !== 0) { return text; }
    name = text.slice(AT.length).split(/[?#]/)[0];
    try { name = decodeURIComponent(name); } catch (e) { /* a name with a per cent sign */ }
    return files.hasOwnProperty(name) ? files[name] : text;
  }

  function localIn(text) {
    return typeof text !== 'string' || text.indexOf(AT) < 0 ? text : text.replace(/https:\/\/mwanga\.invalid\/[^"')\s]+/g, local);
  }

  /* What scripts set is right at once; what they write as a style, as soon as it stands in the document: until then the policy
     refuses it. */
  function setter(kind, name, change) {
    var own = kind && Object.getOwnPropertyDescriptor(kind.prototype, name);
    if (!own || !own.set || !own.configurable) { return; }
    Object.defineProperty(kind.prototype, name, {
      get: own.get, configurable: true, enumerable: own.enumerable, set: function (value) { own.set.call(this, change(value)); }
    });
  }

  function mend(el) {
    TAGS.forEach(function (name) {
      var value = el.getAttribute && el.getAttribute(name), right = localIn(value);
      if (right !== value) {
        el.setAttribute(name, right);
        if (el.tagName === 'SOURCE' && el.parentNode && el.parentNode.load) { el.parentNode.load(); }
      }
    });
  }

  function watch() {
    new w.MutationObserver(function (changes) {
      changes.forEach(function (change) {
        if (change.type === 'attributes') { mend(change.target); return; }
        [].forEach.call(change.addedNodes, function (node) {
          mend(node);
          if (node.querySelectorAll) { [].forEach.call(node.querySelectorAll('[src],[poster],[href],[data],[style]'), mend); }
        });
      });
    }).observe(d.documentElement, { attributes: true, attributeFilter: TAGS, childList: true, subtree: true });
  }

  function stand() {
    var Sound = w.Audio, open = w.XMLHttpRequest.prototype.open;
    [[w.HTMLImageElement, 'src'], [w.HTMLMediaElement, 'src'], [w.HTMLSourceElement, 'src'], [w.HTMLVideoElement, 'poster']].forEach(
      function (pair) { setter(pair[0], pair[1], local); });
    setter(w.Element, 'innerHTML', localIn);
    w.Audio = function (address) { return address === undefined ? new Sound() : new Sound(local(address)); };
    w.Audio.prototype = Sound.prototype;
    w.XMLHttpRequest.prototype.open = function () {
      var args = [].slice.call(arguments);
      args[1] = local(args[1]);
      return open.apply(this, args);
    };
    if (w.MutationObserver) { watch(); }
  }

  function begin(given) {
    Object.keys(given.libraries.files).forEach(function (path) { files['l/' + path] = given.libraries.files[path]; });
    Object.keys(given.files).forEach(function (path) { files['c/' + path] = w.URL.createObjectURL(given.files[path]); });
    w.mwangaConfig = { integration: given.integration, nonce: given.nonce, target: '*' };
    d.documentElement.lang = given.language;
    d.documentElement.dir = given.dir;
    stand();
    style(given.core.style);
    style(given.libraries.style);
    style('html.h5p-iframe,html.h5p-iframe>body{height:auto!important}');
    script(given.core.before);
    script(given.core.script);
    script(given.libraries.script);
    script(given.core.after);
  }

  w.addEventListener('message', function once(event) {
    if (event.source !== w.parent || !event.data.mwangaGiven) { return; }
    w.removeEventListener('message', once);
    begin(event.data.mwangaGiven);
  });
}(window, document));
