/** Share of the expected time that is slept through; the rest is left to the event loop, so that an estimate can shrink. */
const SLEPT = 0.8;

/** Shortest sleep in milliseconds that is worth a timer. */
const SHORTEST = 4;

/** Milliseconds after which a sleeper looks whether there is still work. */
const GLANCE = 50;

/** The adapter has nothing left to do if the process takes less than this share of a core. */
const IDLE = 0.05;

interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Milliseconds that all threads of the process have computed; undefined where nobody can tell. */
  processorTime(): number | undefined;
}

const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  processorTime: () => {
    if (typeof process === 'undefined' || !process.cpuUsage) return undefined;
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

/**
 * Waits for a program on a software adapter without taking a core from it. While a promise of Dawn is pending, Node's event
 * loop spins; with the adapter on the same processor, a training step took half as long again. So a read sleeps for most of
 * the time that its runs took before, and only then asks; earlier if the adapter's threads fall idle. Before: at the faster of the
 * last two reads, so that nobody sleeps for one slow run, be it the first one, for which the driver still compiles. A browser's adapter
 * has a process of its own, and its event loop does not spin: nothing to be patient about.
 */
export class Patience {
  #runs = 0;
  #startedAt = 0;
  /** Milliseconds a run at the last two reads, 0 where there was none. */
  #took: readonly [number, number] = [0, 0];

  constructor(readonly clock: Clock = systemClock) {}

  /** To be called as a run is submitted. */
  noteRun(): void {
    if (this.#runs++ === 0) this.#startedAt = this.clock.now();
  }

  /** Waits for `read`, which is begun late, and learns how long the runs since the last read took. */
  async waitFor<T>(read: () => Promise<T>): Promise<T> {
    const [runs, startedAt] = [this.#runs, this.#startedAt];
    this.#runs = 0;
    await this.#sleepUntil(startedAt + runs * Math.min(...this.#took) * SLEPT);
    const result = await read();
    this.#took = [this.#took[1], (this.clock.now() - startedAt) / runs];
    return result;
  }

  /** Sleeps until then or until the adapter is idle. */
  async #sleepUntil(then: number): Promise<void> {
    const left = then - this.clock.now();
    let computed = this.clock.processorTime();
    if (left < SHORTEST || computed === undefined) return;
    for (let now = this.clock.now(); now < then; ) {
      await this.clock.sleep(Math.min(then - now, GLANCE));
      const [before, computedBefore] = [now, computed];
      now = this.clock.now();
      computed = this.clock.processorTime()!;
      if (computed - computedBefore < IDLE * (now - before)) return;
    }
  }
}
