// Keeps the whole kiosk on the device, so that it starts without a network: the page, its workers, the models, and onnxruntime's wasm.
// What it keeps is written down by demo/start/precache.mjs.

interface Precache {
  /** Changes with any of the files. */
  readonly version: string;
  /** Addresses relative to this file, each with the SHA-256 of its content. */
  readonly files: Readonly<Record<string, string>>;
}

const worker = self as unknown as ServiceWorkerGlobalScope & { readonly precache: Precache };
worker.importScripts('precache.js');

const { version, files } = worker.precache;
const PREFIX = 'kinfold-kiosk-';
const CACHE = `${PREFIX}${version}`;
const scope = worker.registration.scope;
const kept = new Set(Object.keys(files).map((path) => new URL(path, scope).href));

worker.addEventListener('install', (event) => event.waitUntil(keepAll()));

worker.addEventListener('activate', (event) => event.waitUntil(dropOthers().then(() => worker.clients.claim())));

worker.addEventListener('message', ({ data }) => data === 'take over' && worker.skipWaiting());

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  url.search = '';
  url.hash = '';
  const isPage = request.mode === 'navigate' && url.href.startsWith(scope);
  if (request.method === 'GET' && (isPage || kept.has(url.href))) {
    event.respondWith(answer(isPage ? new URL('index.html', scope).href : url.href, request));
  }
});

/** All or nothing: a version of which a file is missing or differs is not installed. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const [path, sum] of Object.entries(files)) {
    const url = new URL(path, scope).href;
    if (await cache.match(url)) continue;
    const response = await fetch(url, { cache: 'no-cache' });
    if (!response.ok) throw new Error(`${path}: the server answers ${response.status}`);
    const digest = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer());
    if (hex(digest) !== sum) throw new Error(`${path}: the file is not the one of this version`);
    await cache.put(url, response);
  }
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
}

/** What is kept; from the network only if the browser has thrown it away. */
async function answer(url: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(url)) ?? fetch(request);
}

const hex = (digest: ArrayBuffer): string =>
  Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
