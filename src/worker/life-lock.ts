/*
 * A terminated worker tells nobody. A Web Lock does: the worker holds one for life, the browser gives it back when the
 * worker is gone, and the page, which waits for the same name, is granted it.
 */

/** The Web Locks of this thread, if it has any: they need https or localhost. */
const lockManager = (): LockManager | undefined => globalThis.navigator?.locks;

/** Takes the lock and keeps it until this thread ends. @returns false if there are no Web Locks. */
export async function holdForLife(name: string): Promise<boolean> {
  const locks = lockManager();
  if (!locks) return false;
  return new Promise((resolve) => {
    locks
      .request(name, () => {
        resolve(true);
        return new Promise<never>(() => {});
      })
      .catch(() => resolve(false));
  });
}

/** Calls `onEnd` when the thread that holds the lock is gone. `signal` stops the waiting. */
export function whenReleased(name: string, signal: AbortSignal, onEnd: () => void): void {
  // Rejects only when `signal` ends the wait.
  lockManager()
    ?.request(name, { signal }, onEnd)
    .catch(() => {});
}
