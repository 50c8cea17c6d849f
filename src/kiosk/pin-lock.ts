import { steadyTime, systemClock } from '../access/clock.js';
import type { Guard } from '../access/guard.js';
import { Lockout } from '../access/lockout.js';
import { defaultPolicy } from '../access/policy.js';
import type { Store } from '../store/types.js';

/** What became of a PIN that was entered. */
export interface PinAnswer {
  readonly isRight: boolean;
  /** Milliseconds before the next one is looked at; 0: at once. */
  readonly retryAfter: number;
}

/** Counts wrong PINs as the door counts wrong faces: each is counted before it is looked at, and a reload forgets none. */
export class PinLock {
  readonly #store: Pick<Store, 'checkPin'>;
  readonly #lockout: Lockout;

  constructor(store: Pick<Store, 'checkPin'>, guard: Guard, clock = systemClock) {
    this.#store = store;
    this.#lockout = new Lockout(guard, defaultPolicy, steadyTime(clock));
  }

  async check(pin: string): Promise<PinAnswer> {
    const charge = await this.#lockout.charge();
    if (typeof charge === 'number') return { isRight: false, retryAfter: charge };
    if (await this.#store.checkPin(pin)) {
      await this.#lockout.forgive();
      return { isRight: true, retryAfter: 0 };
    }
    return { isRight: false, retryAfter: await this.#lockout.lock() };
  }
}
