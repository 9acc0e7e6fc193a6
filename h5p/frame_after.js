/* Runs after the core and the libraries: what they tell goes to the page, never to a server. MIT; ours. ES5. */
(function (w, H5P, send) {
  'use strict';
  var id = __ID__, last = 0, state = (w.H5PIntegration.contents['cid-' + id].contentUserData || []).reduce(function (all, one) {
    for (var k in one) { if (one.hasOwnProperty(k)) { all[k] = one[k]; } }
    return all;
  }, {});
  function key(data, sub) { return sub ? sub + '/' + data : data; }
  function put(data, value, sub) { send('state', { dataType: data, subContentId: sub || 0, data: value }); }
  H5P.preventInit = true;
  H5P.externalDispatcher.on('xAPI', function (event) { send('xapi', event.data.statement); });
  H5P.getUserData = function (content, data, done, sub) {
    var found = state[key(data, sub)], value;
    try { value = found ? JSON.parse(found) : undefined; } catch (e) { value = found; }
    /* Nothing kept is undefined: for null the core opens a dialogue that the content was changed. */
    done(undefined, value === 'RESET' || value === null ? undefined : value);
  };
  H5P.setUserData = function (content, data, value, extras) {
    var sub = extras && extras.subContentId, text = JSON.stringify(value === undefined ? null : value);
    if (state[key(data, sub)] !== text) { state[key(data, sub)] = text; put(data, text, sub); }
  };
  H5P.deleteUserData = function (content, data, sub) { delete state[key(data, sub)]; put(data, null, sub); };
  H5P.setFinished = function (content, score, max, time) { send('finished', { score: score, max: max, time: time || 0 }); };
  function size() {
    var height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height !== last) { last = height; send('size', { height: height }); }
  }
  try { H5P.init(document.body); w.mwangaReady = true; send('ready', {}); } catch (e) {
    send('fail', { message: String(e && e.message || e).slice(0, 500) });
  }
  if (w.ResizeObserver) { new w.ResizeObserver(size).observe(document.documentElement); } else { w.setInterval(size, 500); }
  size();
}(window, window.H5P, window.mwangaSend));
