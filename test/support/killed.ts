import { vi } from 'vitest';
import type { Anchor } from '../../src/store/anchor.js';

/** A page that is killed at a chosen step. From then on nothing that it does has an effect, and nothing resolves. */
export interface Killing {
  /** Steps so far: requests that write to IndexedDB, and writes of the anchor. */
  readonly steps: number;
  readonly isDead: boolean;
  /** The anchor as the page sees it. */
  readonly anchor: Anchor;
  restore(): void;
}

/** @param at number of the step before which the page dies, from 0. A transaction that is not complete is rolled back, as browsers do. */
export function killAt(at: number, anchor: Anchor): Killing {
  const state = { steps: 0, isDead: false };
  const step = (): void => {
    if (state.isDead || state.steps++ === at) {
      state.isDead = true;
      throw new Error('the page was killed');
    }
  };
  const spies = (['put', 'add', 'delete', 'clear'] as const).map((name) => {
    const original = IDBObjectStore.prototype[name] as (...args: unknown[]) => IDBRequest;
    return vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function (
      this: IDBObjectStore,
      ...args: unknown[]
    ) {
      step();
      return original.apply(this, args);
    } as never);
  });
  return {
    get steps() {
      return state.steps;
    },
    get isDead() {
      return state.isDead;
    },
    anchor: {
      read: () => anchor.read(),
      write: async (text) => {
        step();
        await anchor.write(text);
      },
    },
    restore: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };
}
