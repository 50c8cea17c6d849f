/** Two clocks, because one alone can be set. Both in milliseconds. */
export interface Clock {
  /** Goes forward only; the clock of {@link Observation.time}. Default `performance.now()`. */
  monotonic(): number;
  /** Time of day since 1970. Default `Date.now()`. */
  wall(): number;
}

export const systemClock: Clock = { monotonic: () => performance.now(), wall: () => Date.now() };
