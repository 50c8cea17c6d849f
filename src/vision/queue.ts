import { KinfoldError } from '../errors.js';
import type { Observation } from '../face/observation.js';
import { closeFrame, sizeOfFrame } from './frame.js';
import type { Frame } from './vision.js';

/** Looks at a frame; it is closed afterwards. */
export type Look = (frame: Frame, number: number, time: number) => Promise<Observation>;

interface Waiting {
  readonly frame: Frame;
  readonly number: number;
  readonly time: number;
  readonly since: number;
  resolve(observation: Observation | null): void;
  reject(reason: unknown): void;
}

/** Of the frames that come, one is looked at and the newest other one waits. */
export class FrameQueue {
  readonly #look: Look;
  #count = 0;
  #isLooking = false;
  #waiting: Waiting | undefined;

  constructor(look: Look) {
    this.#look = look;
  }

  /** @returns what was seen; null if a later frame took the place of this one while it waited. */
  push(frame: Frame, time: number): Promise<Observation | null> {
    return new Promise((resolve, reject) => {
      const number = this.#count++;
      try {
        check(frame, time);
      } catch (error) {
        closeFrame(frame);
        return reject(error);
      }
      this.#drop();
      this.#waiting = { frame, number, time, since: performance.now(), resolve, reject };
      if (!this.#isLooking) void this.#run();
    });
  }

  /** Drops the frame that waits. */
  #drop(): void {
    if (!this.#waiting) return;
    closeFrame(this.#waiting.frame);
    this.#waiting.resolve(null);
    this.#waiting = undefined;
  }

  async #run(): Promise<void> {
    this.#isLooking = true;
    for (let next = this.#waiting; next; next = this.#waiting) {
      this.#waiting = undefined;
      const { frame, number, time, since, resolve, reject } = next;
      const wait = performance.now() - since;
      try {
        const observation = await this.#look(frame, number, time);
        resolve({ ...observation, stages: { wait, ...observation.stages } });
      } catch (error) {
        reject(error);
      } finally {
        closeFrame(frame);
      }
    }
    this.#isLooking = false;
  }
}

function check(frame: Frame, time: number): void {
  const { width, height } = sizeOfFrame(frame);
  if (!(width > 0 && height > 0)) {
    throw new KinfoldError(
      'argument-invalid',
      'Vision.observe: the frame is closed, or is none; pass a VideoFrame, an ImageBitmap or pixels, each only once',
    );
  }
  if (!Number.isFinite(time)) {
    throw new KinfoldError(
      'argument-invalid',
      `Vision.observe: the time of the frame is ${time}, expected milliseconds; pass performance.now() as it was when the frame came`,
    );
  }
}
