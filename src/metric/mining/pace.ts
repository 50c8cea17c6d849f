import type { Program } from '../../gpu/backend.js';
import type { Slice } from '../../gpu/tensor.js';

/** Milliseconds of work that may be on its way: an abort waits that long, and a fast device is asked no more often. */
const WORTHWHILE = 100;

/** Submits that may be on their way. */
const MOST = 256;

/** Submits many short runs without flooding the device: it waits for them in groups, which grow while a group is quick. */
export class Pace {
  #waiting = 0;
  #group = 1;
  #since = performance.now();

  /** @param signal - a small slice; its read-back tells that the runs before it are done. */
  constructor(readonly signal: Slice) {}

  /** Runs `program`; resolves when the next one may be submitted. */
  async run(program: Program): Promise<void> {
    if (++this.#waiting < this.#group) {
      program.run();
      return;
    }
    await program.runAndRead(this.signal);
    const elapsed = performance.now() - this.#since;
    if (elapsed < WORTHWHILE) this.#group = Math.min(2 * this.#group, MOST);
    else if (elapsed > 4 * WORTHWHILE) this.#group = Math.ceil(this.#group / 2);
    this.#waiting = 0;
    this.#since = performance.now();
  }
}
