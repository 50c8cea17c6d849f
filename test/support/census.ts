import type { Page } from 'playwright-core';

/** What the browser keeps for the page's origin: how many records of which kind, and every key of localStorage and of the caches. */
export function census(page: Page): Promise<Readonly<Record<string, number | readonly string[]>>> {
  return page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const found: Record<string, number | string[]> = { localStorage: Object.keys(localStorage).sort() };
    for (const { name } of await indexedDB.databases()) {
      const db = await settled(indexedDB.open(name!));
      for (const store of db.objectStoreNames) {
        found[`${name}/${store}`] = await settled(db.transaction(store).objectStore(store).count());
      }
      db.close();
    }
    for (const name of await caches.keys()) {
      found[name] = (await (await caches.open(name)).keys()).map(({ url }) => url).sort();
    }
    return found;
  });
}
