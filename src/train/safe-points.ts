import type { Snapshot } from './run.js';

/** A state of a training that it can go back to. */
export interface SafePoint {
  readonly step: number;
  readonly snapshot: Snapshot;
  /** True once the training went back to it. */
  readonly isUsed: boolean;
}

/**
 * Where a training goes back to when it goes wrong: its last checkpoint, the one before, its start. To a checkpoint it goes back once: if
 * it goes wrong again before the next one, that checkpoint was taken on the way there. The start is the last resort, as often as need be.
 */
export class SafePoints {
  /** From the start on, the newest last. */
  #points: readonly [SafePoint, ...SafePoint[]];

  /** @param checkpoints the newest last. */
  constructor(start: Snapshot, checkpoints: readonly SafePoint[] = []) {
    this.#points = [{ step: 0, snapshot: start, isUsed: false }, ...checkpoints];
  }

  /** At most two, the newest last. */
  get checkpoints(): readonly SafePoint[] {
    return this.#points.slice(1);
  }

  /** Takes a checkpoint; the last but one is forgotten. */
  add(step: number, snapshot: Snapshot): void {
    this.#points = [this.#points[0], ...this.checkpoints.slice(-1), { step, snapshot, isUsed: false }];
  }

  /** The point to go back to. Those behind it are forgotten. */
  goBack(): SafePoint {
    const [start] = this.#points;
    const checkpoints = this.checkpoints.filter(({ isUsed }) => !isUsed);
    const point = checkpoints.at(-1);
    if (!point) {
      this.#points = [start];
      return start;
    }
    const earlier = this.checkpoints.slice(0, this.checkpoints.indexOf(point));
    this.#points = [start, ...earlier, { ...point, isUsed: true }];
    return point;
  }
}
