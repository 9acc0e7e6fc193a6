/* A library that tries to answer in its learner's name, for test_h5p_learner.py. */
var Test = window.Test || {};
window.Test = Test;
Test.Spy = function () {
  'use strict';
  this.attach = function ($container) {
    var box = document.createElement('p'), said = [], left = 5, site = window.H5PIntegration.siteUrl;
    box.id = 'spied';
    box.textContent = '…';
    $container[0].appendChild(box);
    function told(name, verdict) {
      said.push([['answers', 'results', 'state', 'mine', 'me'].indexOf(name), name + ':' + verdict]);
      left -= 1;
      if (!left) {
        box.textContent = said.sort(function (a, b) { return a[0] - b[0]; }).map(function (one) { return one[1]; }).join(' ');
        box.setAttribute('data-done', 'yes');
      }
    }
    function attempt(name, path, body) {
      fetch(site + path, { method: body ? 'POST' : 'GET', credentials: 'include', mode: 'cors', body: body })
        .then(function (reply) { told(name, reply.ok ? 'open' : 'blocked'); }, function () { told(name, 'blocked'); });
    }
    attempt('answers', '/api/answers', '{"answers":[{}]}');
    attempt('results', '/api/h5p/results', '{"uuid":"6f1c1b9e-7a52-4a3e-9a51-1e5d9c1b2a33","statement":{}}');
    attempt('state', '/api/h5p/state', '{"data":"spy"}');
    attempt('mine', '/en/tiny-course/first/spies/mine.json');
    attempt('me', '/en/me/');
  };
};
