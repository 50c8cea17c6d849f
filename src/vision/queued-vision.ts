import type { Observation } from '../face/observation.js';
import { FrameQueue } from './queue.js';
import type { Frame, Vision, VisionInfo } from './vision.js';

/** What a face pipeline on this thread and one in a worker have in common: the queue, and numbers of faces that are never given again. */
export abstract class QueuedVision implements Vision {
  readonly #queue = new FrameQueue((frame, number, time) => this.#look(frame, number, time));
  /** What is added to the present pipeline's numbers, which start from 0. */
  #firstTrack = 0;
  #nextTrack = 0;

  observe(frame: Frame, time: number): Promise<Observation | null> {
    return this.#queue.push(frame, time);
  }

  abstract info(): Promise<VisionInfo>;
  abstract restart(): Promise<void>;
  abstract close(): Promise<void>;

  protected abstract look(frame: Frame, number: number, time: number): Promise<Observation>;

  /** From now on answers come from another pipeline. */
  protected beginAfresh(): void {
    this.#firstTrack = this.#nextTrack;
  }

  async #look(frame: Frame, number: number, time: number): Promise<Observation> {
    const observation = await this.look(frame, number, time);
    const faces = observation.faces.map((face) => ({ ...face, track: face.track + this.#firstTrack }));
    for (const { track } of faces) this.#nextTrack = Math.max(this.#nextTrack, track + 1);
    return { ...observation, faces };
  }
}
