import type { AuditEvent, AuditLog } from './audit.js';
import type { Charge, Lockout } from './lockout.js';
import { isGuess, isUneventful, type Refusal } from './refusal.js';

/** What an account needs to know of its attempt. */
export interface AccountOptions {
  readonly lockout: Lockout;
  readonly audit: AuditLog | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Who is claimed (1:1). */
  readonly claimed: string | undefined;
}

/** What one attempt costs, and what is written down of it. It is settled once. */
export class Account {
  readonly #options: AccountOptions;
  #charge: Charge | undefined;
  #isSettled = false;

  constructor(options: AccountOptions) {
    this.#options = options;
  }

  /** Refuses an attempt that comes too early. */
  async open(): Promise<Refusal | null> {
    return lockedOut(await this.#options.lockout.wait());
  }

  /** To be called before the engine is asked: from then on the attempt counts as wrong, even if the page is gone. */
  async charge(): Promise<Refusal | null> {
    if (this.#charge) return null;
    const charge = await this.#options.lockout.charge();
    if (typeof charge === 'number') return lockedOut(charge);
    this.#charge = charge;
    return null;
  }

  /** Somebody was authenticated; to be called before anybody hears of it. */
  async credit(identity: string): Promise<void> {
    if (this.#isSettled) return;
    this.#isSettled = true;
    await this.#options.lockout.forgive();
    await this.#write({ outcome: 'authenticated', subject: this.#idOf(identity), reason: null, liveness: null });
  }

  /** Nobody was. What told nothing about a face is given back. Resolves to the milliseconds that the next attempt must wait. */
  async debit(refusal: Refusal): Promise<number> {
    if (this.#isSettled) return 0;
    this.#isSettled = true;
    if (!this.#charge && isUneventful(refusal)) return 0;
    const wait = isGuess(refusal) ? await this.#lock() : await this.#refund();
    const { reason, liveness = null } = refusal;
    await this.#write({ outcome: 'refused', subject: this.#idOf(this.#options.claimed), reason, liveness });
    return wait;
  }

  async #lock(): Promise<number> {
    await this.charge();
    return this.#options.lockout.lock();
  }

  async #refund(): Promise<number> {
    if (this.#charge) await this.#options.lockout.refund(this.#charge);
    return 0;
  }

  #idOf(identity: string | undefined): string | null {
    return identity === undefined ? null : (this.#options.audit?.opaqueId(identity) ?? null);
  }

  async #write(event: Omit<AuditEvent, 'at' | 'kind'>): Promise<void> {
    const kind = this.#options.claimed === undefined ? 'identify' : 'verify';
    await this.#options.audit?.write({ at: this.#options.now(), kind, ...event });
  }
}

function lockedOut(retryAfter: number): Refusal | null {
  return retryAfter > 0 ? { reason: 'locked-out', retryAfter } : null;
}
