/** Frames over which the smallest delay is sought: some ten seconds. Clocks of cameras drift, so it is not sought over all. */
const WINDOW = 300;

/**
 * Tells when frames were captured. Their timestamps run evenly but from anywhere; they reach the page with a delay that varies. The smallest
 * delay among recent frames is taken for none, so a frame that was held up is as old as it is, however late the page came to see it.
 */
export class CaptureClock {
  readonly #offsets: number[] = [];

  /**
   * @param timestamp of the frame, in µs. @param now when it arrived, in ms of `performance.now()`.
   * @returns when it was captured, in ms of `performance.now()`.
   */
  time(timestamp: number, now: number): number {
    this.#offsets.push(now - timestamp / 1000);
    if (this.#offsets.length > WINDOW) this.#offsets.shift();
    return timestamp / 1000 + Math.min(...this.#offsets);
  }
}
