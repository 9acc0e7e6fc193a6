/* Hands out the page that checks certificates when there is no line; static/offline/verify/page.js has put it there. ES5.
   It rules /v and what that page loads, and nothing else. The page and what was taken back: the network first, and after four
   seconds the kept copy, in whatever language it was kept; all else that is kept is named by its bytes. It stores nothing. */
(function (w) {
  'use strict';
  var CACHE = 'verify-1', PATIENCE = 4000, ANY = { ignoreVary: true }; /* sw.js sweeps caches whose names begin with "mwanga-" */

  function kept(path, isPage) {
    return w.caches.open(CACHE).then(function (cache) {
      return cache.match(path, ANY).then(function (copy) { return copy || (isPage ? cache.match('/v', ANY) : undefined); });
    });
  }

  function networkFirst(request, path, isPage) {
    return new w.Promise(function (resolve, reject) {
      function fallBack(lost) { kept(path, isPage).then(function (copy) { if (copy) { resolve(copy); } else if (lost) { reject(lost); } }, reject); }
      w.setTimeout(fallBack, PATIENCE);
      w.fetch(request).then(function (reply) { if (reply.status >= 500) { fallBack(); } else { resolve(reply); } }, fallBack);
    });
  }

  w.addEventListener('install', function () { w.skipWaiting(); });

  w.addEventListener('activate', function (event) { event.waitUntil(w.clients.claim()); });

  w.addEventListener('fetch', function (event) {
    var request = event.request, url = new w.URL(request.url), path = url.pathname + url.search;
    if (request.method !== 'GET' || url.origin !== w.location.origin) { return; }
    if (request.mode === 'navigate') {
      if (url.pathname === '/v') { event.respondWith(networkFirst(request, path, true)); }
    } else if (url.pathname === '/v/trust.js') {
      event.respondWith(networkFirst(request, path, false));
    } else if (/^\/(static|objects)\//.test(url.pathname)) {
      event.respondWith(kept(path, false).then(function (copy) { return copy || w.fetch(request); }));
    }
  });
}(self));
