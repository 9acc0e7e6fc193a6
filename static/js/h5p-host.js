/* What a page hears of an H5P content in its frame: mwangaH5P(frame, nonce). Code of others runs in there, so every message is
   looked at: from that frame, with the nonce of this load, of a known shape, small, and not too many. What is accepted is told as
   an event "h5p" on the frame, detail {t, d}; nothing is sent anywhere. A frame with data-src is loaded once somebody listens. ES5. */
(function (w, d) {
  'use strict';
  var MOST = 65536, BURST = 60, PER_SECOND = 20, LOWEST = 80, HIGHEST = 20000;

  function isObject(value) { return Object.prototype.toString.call(value) === '[object Object]'; }

  function isText(value) { return typeof value === 'string'; }

  function isNumber(value) { return typeof value === 'number' && isFinite(value); }

  var SHAPES = {
    ready: isObject,
    xapi: isObject,
    fail: function (value) { return isObject(value) && isText(value.message); },
    size: function (value) { return isObject(value) && isNumber(value.height); },
    finished: function (value) { return isObject(value) && isNumber(value.score) && isNumber(value.max) && isNumber(value.time); },
    state: function (value) {
      return isObject(value) && isText(value.dataType) && (value.data === null || isText(value.data)) &&
        (isText(value.subContentId) || value.subContentId === 0);
    }
  };

  /* Plain JSON of at most 64 KB in UTF-8, or undefined. */
  function plain(value) {
    var text;
    try {
      text = JSON.stringify(value);
      return text.length <= MOST && unescape(encodeURIComponent(text)).length <= MOST ? JSON.parse(text) : undefined;
    } catch (e) {
      return undefined;
    }
  }

  w.mwangaH5P = function (frame, nonce) {
    var left = BURST, since = Date.now(), height = 0, waits = false;

    function tell(t, value) {
      var event = d.createEvent('CustomEvent');
      event.initCustomEvent('h5p', false, false, { t: t, d: value });
      frame.dispatchEvent(event);
    }

    /* The last of many heights is the one that counts. */
    function grow() {
      waits = false;
      frame.style.height = height + 'px';
      tell('size', { height: height });
    }

    function isTooMany() {
      var now = Date.now();
      left = Math.min(BURST, left + Math.max(0, now - since) * PER_SECOND / 1000);
      since = now;
      if (left < 1) { return true; }
      left -= 1;
      return false;
    }

    function hear(event) {
      var message = event.data, value;
      if (event.source !== frame.contentWindow || !isObject(message) || message.h5p !== 1 || message.nonce !== nonce ||
          !isText(message.t) || !SHAPES.hasOwnProperty(message.t)) { return; }
      if (message.t === 'size') {
        if (!SHAPES.size(message.d)) { return; }
        height = Math.min(Math.max(Math.ceil(message.d.height), LOWEST), HIGHEST);
        if (!waits) { waits = true; w.setTimeout(grow, 50); }
        return;
      }
      if (isTooMany()) { return; }
      value = plain(message.d);
      if (value !== undefined && SHAPES[message.t](value)) { tell(message.t, value); }
    }

    w.addEventListener('message', hear);
    if (frame.getAttribute('data-src')) {
      frame.src = frame.getAttribute('data-src');
      frame.removeAttribute('data-src');
    }
  };
}(window, document));
