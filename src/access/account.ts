import type { AuditEvent, AuditLog } from './audit.js';
import type { Charge, Lockout } from './lockout.js';
import { isEvasion, isGuess, isUneventful, type Refusal } from './refusal.js';

/** What an account needs to know of its attempt. */
export interface AccountOptions {
  readonly lockout: Lockout;
  readonly audit: AuditLog | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Who is claimed (1:1). */
  readonly claimed: string | undefined;
}

/** What one attempt costs, and what is written down of it. It is settled once; a refusal that comes during a credit outdoes it. */
export class Account {
  readonly #options: AccountOptions;
  /** Milliseconds to wait if it could not be charged. */
  #charging: Promise<Charge | number> | undefined;
  #crediting: Promise<Refusal | null> | undefined;
  #isRefused = false;

  constructor(options: AccountOptions) {
    this.#options = options;
  }

  /** Refuses an attempt that comes too early. */
  async open(): Promise<Refusal | null> {
    return lockedOut(await this.#options.lockout.wait());
  }

  /** To be called before the engine is asked: from then on the attempt counts as wrong, even if the page is gone. */
  async charge(): Promise<Refusal | null> {
    // A frame is still looked at when the attempt is over already; nobody would give that charge back.
    if (this.#isRefused) return { reason: 'aborted' };
    const charge = await this.#charge();
    return typeof charge === 'number' ? lockedOut(charge) : null;
  }

  /** Somebody was recognised; to be called before anybody hears of it. Resolves to why that is not to be heard of. */
  credit(identity: string): Promise<Refusal | null> {
    this.#crediting ??= this.#credit(identity);
    return this.#crediting;
  }

  /**
   * Nobody was. What told nothing about a face is given back, unless it got round an action that was asked for.
   * @returns the milliseconds that the next attempt must wait.
   */
  async debit(refusal: Refusal, hasAsked: boolean): Promise<number> {
    if (this.#isRefused) return 0;
    this.#isRefused = true;
    // What is under way has to be known before it can be given back, and written before it can be contradicted.
    await this.#crediting?.catch(() => undefined);
    const charge = await this.#charging?.catch(() => undefined);
    const isCharged = typeof charge === 'object';
    if (!isCharged && isUneventful(refusal)) return 0;
    const isWrong = isGuess(refusal) || (hasAsked && isEvasion(refusal));
    const wait = isWrong ? await this.#lock() : 0;
    if (!isWrong && isCharged) await this.#options.lockout.refund(charge);
    const { reason, liveness = null } = refusal;
    await this.#write({ outcome: 'refused', subject: this.#idOf(this.#options.claimed), reason, liveness });
    return wait;
  }

  #charge(): Promise<Charge | number> {
    this.#charging ??= this.#options.lockout.charge();
    return this.#charging;
  }

  async #lock(): Promise<number> {
    await this.#charge();
    return this.#options.lockout.lock();
  }

  async #credit(identity: string): Promise<Refusal | null> {
    const subject = this.#idOf(identity);
    const isKept = () => !this.#options.audit || (subject !== null && this.#idOf(identity) === subject);
    if (!isKept()) return { reason: 'unknown' };
    await this.#write({ outcome: 'authenticated', subject, reason: null, liveness: null });
    // The store works in turns: whoever was to be taken out before this was written is gone by now.
    if (!isKept()) return { reason: 'unknown' };
    if (this.#isRefused) return { reason: 'aborted' };
    await this.#options.lockout.forgive();
    return isKept() ? null : { reason: 'unknown' };
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
