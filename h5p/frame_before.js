/* Runs before the H5P core, after the guard (guard.py). MIT; ours. ES5, since it runs on old telephones. */
(function (w, c) {
  'use strict';
  var kept = {}, memory = {
    getItem: function (k) { return kept.hasOwnProperty('$' + k) ? kept['$' + k] : null; },
    setItem: function (k, v) { kept['$' + k] = String(v); },
    removeItem: function (k) { delete kept['$' + k]; },
    clear: function () { kept = {}; },
    key: function () { return null; },
    length: 0
  };
  ['localStorage', 'sessionStorage'].forEach(function (name) {
    try { w[name].getItem('x'); } catch (e) { Object.defineProperty(w, name, { value: memory }); }
  });
  w.H5PIntegration = c.integration;
  w.H5P = { preventInit: true };
  w.mwangaSend = function (t, d) {
    if (w.parent !== w) { w.parent.postMessage({ h5p: 1, nonce: c.nonce, t: t, d: JSON.parse(JSON.stringify(d === undefined ? null : d)) }, c.target); }
  };
  w.onerror = function (message) { if (!w.mwangaReady) { w.mwangaSend('fail', { message: String(message).slice(0, 500) }); } };
}(window, __CONFIG__));
