import { KinfoldError } from '../../errors.js';
import type { CameraFrame } from '../camera.js';

type Result = IteratorResult<CameraFrame, void>;

/** Keeps one frame for whoever reads; the next one takes its place, and the one before is closed. */
export class LatestFrame {
  #kept: CameraFrame | undefined;
  #hand: ((result: Result) => void) | undefined;
  #reader: FrameReader | undefined;
  #isEnded = false;

  put(frame: CameraFrame): void {
    this.drop();
    if (this.#isEnded) frame.frame.close();
    else if (this.#hand) this.#answer({ value: frame, done: false });
    else this.#kept = frame;
  }

  /** Closes what is kept. */
  drop(): void {
    this.#kept?.frame.close();
    this.#kept = undefined;
  }

  /** No frames come any more. */
  end(): void {
    this.#isEnded = true;
    this.drop();
    this.#answer({ value: undefined, done: true });
  }

  /** @throws KinfoldError `busy` while somebody else reads. */
  read(): AsyncGenerator<CameraFrame, void, void> {
    if (this.#reader) {
      throw new KinfoldError('busy', 'Camera.frames: somebody reads the frames already; end that loop first');
    }
    this.#reader = new FrameReader(
      () => this.#take(),
      () => this.#leave(),
    );
    return this.#reader;
  }

  #take(): Promise<Result> {
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept) return Promise.resolve({ value: kept, done: false });
    if (this.#isEnded) return Promise.resolve({ value: undefined, done: true });
    // Who asks twice at once gets one frame and one end.
    this.#answer({ value: undefined, done: true });
    return new Promise((resolve) => {
      this.#hand = resolve;
    });
  }

  #leave(): void {
    this.#reader = undefined;
    this.#answer({ value: undefined, done: true });
  }

  #answer(result: Result): void {
    const hand = this.#hand;
    this.#hand = undefined;
    hand?.(result);
  }
}

/** Like a generator, but `return` does not wait for the next frame, which may never come. */
class FrameReader implements AsyncGenerator<CameraFrame, void, void> {
  readonly #take: () => Promise<Result>;
  readonly #leave: () => void;
  #isDone = false;

  constructor(take: () => Promise<Result>, leave: () => void) {
    this.#take = take;
    this.#leave = leave;
  }

  async next(): Promise<Result> {
    if (this.#isDone) return { value: undefined, done: true };
    const result = await this.#take();
    if (result.done) this.#end();
    return result;
  }

  async return(): Promise<Result> {
    this.#end();
    return { value: undefined, done: true };
  }

  async throw(reason: unknown): Promise<Result> {
    this.#end();
    throw reason;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end();
  }

  #end(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#leave();
  }
}
