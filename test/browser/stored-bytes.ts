/** Everything readable in a value: texts as UTF-8, bytes as they are, keys and values of objects. */
function* readable(value: unknown): Generator<Uint8Array> {
  if (typeof value === 'string') yield new TextEncoder().encode(value);
  else if (typeof value === 'number') yield new TextEncoder().encode(String(value));
  else if (ArrayBuffer.isView(value)) yield new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  else if (value instanceof ArrayBuffer) yield new Uint8Array(value);
  else if (value instanceof CryptoKey) yield* readable([value.type, value.extractable ? 'extractable' : '']);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of value instanceof Map ? value : Object.entries(value)) {
      yield* readable(key);
      yield* readable(part);
    }
  }
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function* ofDatabases(): AsyncGenerator<unknown> {
  for (const { name } of await indexedDB.databases()) {
    const db = await settled(indexedDB.open(name!));
    yield name;
    for (const store of db.objectStoreNames) {
      const objects = db.transaction(store).objectStore(store);
      yield [store, ...objects.indexNames];
      yield await settled(objects.getAllKeys());
      yield await settled(objects.getAll());
    }
    db.close();
  }
}

async function* ofCaches(): AsyncGenerator<unknown> {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    yield name;
    for (const request of await cache.keys()) {
      yield request.url;
      yield await (await cache.match(request))!.arrayBuffer();
    }
  }
}

async function* ofFiles(folder?: FileSystemDirectoryHandle): AsyncGenerator<unknown> {
  for await (const [name, handle] of folder ?? (await navigator.storage.getDirectory())) {
    yield name;
    if (handle instanceof FileSystemDirectoryHandle) yield* ofFiles(handle);
    else yield await (await (handle as FileSystemFileHandle).getFile()).arrayBuffer();
  }
}

/** What IndexedDB, the caches, localStorage, sessionStorage, cookies and the origin's own files hold, in a row. */
export async function storedBytes(): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const source of [ofDatabases(), ofCaches(), ofFiles()]) {
    for await (const value of source) parts.push(...readable(value));
  }
  parts.push(...readable([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length + 1, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length + 1;
  }
  return bytes;
}
