/* Hands out the courses that a learner chose to keep on this phone (keep.js put them here), when there is no line or a bad one.
   It stores nothing by itself, never touches what is sent, and unregisters itself when nothing is kept.
   Pages: the network first, and after four seconds the kept copy. What they load: the kept copy first, for its name or its version
   tells. What was not kept and cannot be had: a kept page that says so, with the list of kept courses. */
'use strict';

const OURS = 'mwanga-';
const KEPT = 'mwanga-kept-1 ';
const INDEX = '/kept.json';
const PATIENCE = 4000;
// Never answered from here, not even by saying that there is no line: the CMS, frames and machines see what the network says.
const NEVER = /^\/(cms|api|documents|h5p|media|xapi|bundles)\//;
const LOADED = /^\/(static|objects)\/|\/answers\.js$/;

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => {
  event.waitUntil(removeFormer().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || NEVER.test(url.pathname)) { return; }
  if (request.mode === 'navigate') {
    event.respondWith(page(request, url));
  } else if (LOADED.test(url.pathname) && !request.headers.has('Range') && request.cache !== 'no-cache') { // keep.js asks for the newest
    event.respondWith(kept(url).then((copy) => copy || fetch(request)));
  }
});

async function keptNames() {
  return (await caches.keys()).filter((name) => name.startsWith(KEPT));
}

/* Caches of former versions, whose files nobody would find. */
async function removeFormer() {
  const former = (await caches.keys()).filter((name) => name.startsWith(OURS) && !name.startsWith(KEPT));
  await Promise.all(former.map((name) => caches.delete(name)));
}

/* A path that ends in index.html is the same page as the path without it. */
async function kept(url) {
  const path = url.pathname.replace(/index\.html$/, '');
  for (const name of await keptNames()) {
    const copy = await (await caches.open(name)).match(path);
    if (copy) { return copy; }
  }
  return undefined;
}

async function page(request, url) {
  const copy = await kept(url);
  if (copy) { return networkFirst(request, copy); }
  try {
    return await fetch(request);
  } catch (lost) {
    return withoutLine(url, lost);
  } finally {
    if (!(await keptNames()).length) { self.registration.unregister(); }
  }
}

function networkFirst(request, copy) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE, copy);
    fetch(request).then((reply) => resolve(reply.status >= 500 ? copy : reply), () => resolve(copy)).then(() => clearTimeout(timer));
  });
}

/* The list in the reader's language, if a course in it is kept. “Leave this page” leads to nothing that tells where it led from. */
async function withoutLine(url, lost) {
  const courses = [];
  let shell;
  if (url.pathname === '/leave.html') { return html('<!doctype html><meta charset="utf-8"><title>.</title>'); }
  for (const name of await keptNames()) {
    const cache = await caches.open(name);
    const index = await cache.match(INDEX).then((reply) => reply && reply.json());
    if (!index) { continue; }
    courses.push(`<li><a href="${escaped(index.path)}" lang="${escaped(index.lang)}" dir="${escaped(index.dir)}">${escaped(index.title)}</a></li>`);
    if (!shell || url.pathname.startsWith(`/${index.lang}/`)) { shell = await cache.match(`/${index.lang}/offline.html`) || shell; }
  }
  if (!shell) { throw lost; }
  const text = (await shell.text()).replace(/(<ul[^>]* data-kept>)/, (start) => start + courses.join(''));
  return html(text, shell.headers.get('Content-Security-Policy'));
}

function escaped(text) {
  return String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function html(text, policy) {
  const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy || "default-src 'none'" };
  return new Response(text, { status: 200, headers });
}
