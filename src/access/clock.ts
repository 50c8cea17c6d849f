/** Two clocks, because one alone can be set. Both in milliseconds. */
export interface Clock {
  /** Goes forward only; the clock of an observation's time. Default `performance.now()`. */
  monotonic(): number;
  /** Time of day since 1970. Default `Date.now()`. */
  wall(): number;
}

export const systemClock: Clock = { monotonic: () => performance.now(), wall: () => Date.now() };

/** The time of day as it goes on from now, wherever the clock is set to meanwhile. One that shows less than 1970 begins there. */
export function steadyTime(clock: Clock): () => number {
  const start = Math.max(0, clock.wall()) - clock.monotonic();
  return () => start + clock.monotonic();
}

/** Watches both clocks from the moment it is made. */
export class Stopwatch {
  readonly #clock: Clock;
  readonly #wall: number;
  /** Monotonic time at which it was made. */
  readonly start: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wall = clock.wall();
    this.start = clock.monotonic();
  }

  get elapsed(): number {
    return this.#clock.monotonic() - this.start;
  }

  /** Whether the clocks still agree to within `tolerance` ms, and neither shows nonsense. */
  isSteady(tolerance: number): boolean {
    return this.elapsed >= 0 && Math.abs(this.#clock.wall() - this.#wall - this.elapsed) <= tolerance;
  }
}
