import { KinfoldError } from '../errors.js';

/** A page that is being reloaded takes a moment to let go. */
const PATIENCE = 2000;

/**
 * Sees to it that a store is open once: what one tab writes another would not know of. The lease ends with the tab.
 * @returns gives it back.
 * @throws KinfoldError `busy` if another tab, or this one, has the store open.
 */
export async function takeLease(name: string): Promise<() => void> {
  const locks = globalThis.navigator?.locks;
  // Where there is no secure context there are neither locks nor keys, and no store; Node has one process to itself.
  if (!locks) return () => {};
  return new Promise((resolve, reject) => {
    const hold = () => new Promise<void>((release) => resolve(release));
    locks.request(`kinfold-store ${name}`, { signal: AbortSignal.timeout(PATIENCE) }, hold).catch((cause) => {
      const problem = `store: "${name}" is open already, here or in another tab; close it there`;
      reject(new KinfoldError('busy', problem, { cause }));
    });
  });
}
