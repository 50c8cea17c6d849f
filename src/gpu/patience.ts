/** Share of the expected time that is slept through; the rest is left to the event loop, so that an estimate can shrink. */
const SLEPT = 0.8;

/** A read that takes less than this share of the time was slept through: how much less the runs need is not known. */
const AT_ONCE = 0.05;

/** What an estimate is divided by then, so that one slow run (a driver that still compiles) does not make the next ones wait. */
const SHRINKING = 4;

/** Shortest sleep in milliseconds that is worth a timer. */
const SHORTEST = 4;

interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/**
 * Waits for a program on a software adapter without taking a core from it. While a promise of Dawn is pending, Node's event
 * loop spins; with the adapter on the same processor, a training step took half as long again. So a read sleeps for most of
 * the time that its runs took before, and only then asks.
 */
export class Patience {
  #runs = 0;
  #startedAt = 0;
  #millisecondsARun = 0;

  constructor(readonly clock: Clock = systemClock) {}

  /** To be called as a run is submitted. */
  noteRun(): void {
    if (this.#runs++ === 0) this.#startedAt = this.clock.now();
  }

  /** Waits for `read`, which is begun late, and learns how long the runs since the last read took. */
  async waitFor<T>(read: () => Promise<T>): Promise<T> {
    const [runs, startedAt] = [this.#runs, this.#startedAt];
    this.#runs = 0;
    const left = startedAt + runs * this.#millisecondsARun * SLEPT - this.clock.now();
    if (left >= SHORTEST) await this.clock.sleep(left);
    const asked = this.clock.now();
    const result = await read();
    const elapsed = this.clock.now() - startedAt;
    const overslept = left >= SHORTEST && this.clock.now() - asked < AT_ONCE * elapsed;
    this.#millisecondsARun = elapsed / runs / (overslept ? SHRINKING : 1);
    return result;
  }
}
