import { KinfoldError } from '../errors.js';
import type { Core } from './core.js';
import type { Gate, Turn } from './gate.js';
import type { Machine } from './machine.js';

/** Devices that may be lost one after another, with no checkpoint in between, before a teach gives up. */
const MOST_LOSSES = 2;

/** The turn of a teach, which outlives its device. */
export class LastingTurn {
  #turn: Turn;
  #losses = 0;
  readonly #changes: number;

  constructor(
    readonly core: Core,
    readonly gate: Gate,
    turn: Turn,
  ) {
    this.#turn = turn;
    this.#changes = gate.changes;
  }

  /** Throws `aborted` or `closed` after a restart or a close that somebody else asked for. */
  check(): void {
    this.#turn.check();
  }

  /** To be called when something was reached that no loss takes away. */
  renew(): void {
    this.#losses = 0;
  }

  /**
   * After a lost device another is opened, unless somebody has done so already, and the teach has the turn again.
   * @throws the error if it is no loss, if another device cannot be had, or too many are lost; what `check` throws; `aborted` if gallery or
   * weights were changed before it had the turn again: it has learned from others than are there now.
   */
  async survive(error: unknown, lost: Machine): Promise<void> {
    if (!(error instanceof KinfoldError && error.code === 'device-lost') || ++this.#losses > MOST_LOSSES) {
      this.check();
      throw error;
    }
    if (this.core.machine === lost) await this.#recover(error);
    this.#turn = (await this.gate.startTeaching(async () => undefined)).turn;
    if (this.gate.changes === this.#changes) return;
    throw new KinfoldError(
      'aborted',
      'teach: gallery or weights were changed after the device was lost; nothing was learned, teach again',
      { cause: error },
    );
  }

  end(): void {
    this.gate.endTeaching(this.#turn);
  }

  async #recover(loss: KinfoldError): Promise<void> {
    try {
      await this.core.restart(this.gate);
    } catch {
      throw loss;
    }
  }
}
