// Keeps the menu readable without a network. Never payments, orders, the dashboard, or anything of an API.
const STATIC = 'twyst-static-v2';
const MENUS = 'twyst-menus-v1';
const MENUS_MAX = 8;
// A few builds' worth: each build brings new names, and nobody asks for the old ones again.
const STATIC_MAX = 150;
const NETWORK_WITHIN_MS = 2500;

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => {
  const drop = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith('twyst-') && name !== STATIC && name !== MENUS).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(drop());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  // Pictures of dishes keep their names when they change, so they are left to the browser's own cache, which asks again.
  if (url.pathname.startsWith('/_next/static/')) event.respondWith(cacheFirst(request));
  else if (request.mode === 'navigate' && /^\/venues\/[^/]+\/tables\/[^/]+\/?$/.test(url.pathname)) event.respondWith(menu(request));
});

async function cacheFirst(request) {
  const cache = await caches.open(STATIC);
  const known = await cache.match(request);
  if (known) return known;
  const fresh = await fetch(request);
  if (fresh.ok) await keep(cache, request, fresh.clone(), STATIC_MAX);
  return fresh;
}

/** The network's answer when it comes in time, else the menu as it was last seen; the page says how old it is. */
async function menu(request) {
  const cache = await caches.open(MENUS);
  const known = await cache.match(request);
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok) await keep(cache, request, answer.clone(), MENUS_MAX);
    return answer;
  });
  if (!known) return fresh;
  fresh.catch(() => undefined);
  const late = new Promise((resolve) => setTimeout(resolve, NETWORK_WITHIN_MS, known));
  return Promise.race([fresh.catch(() => known), late]);
}

/** The oldest go when there are too many. */
async function keep(cache, request, answer, most) {
  await cache.put(request, answer);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)));
}
