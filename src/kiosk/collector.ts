import type { Embedding, Engine } from '../engine/types.js';
import type { Observation } from '../face/observation.js';
import type { Pixels } from '../image/picture.js';
import { squaredDistance } from '../metric/comparisons/pairs.js';
import type { EnrolmentGuidance } from './enrolment.js';
import { oneGoodFace } from './one-face.js';
import { Poses } from './poses.js';
import { currentThreshold } from './threshold.js';

/** Milliseconds between two pictures at least: frames that follow each other at once show the same. */
const SPACING = 300;

/** Milliseconds after which a good picture is taken in whatever pose. */
const PATIENCE = 2_500;

/** What the collector needs of an engine that takes crops. */
export type CollectorEngine = Pick<Engine, 'embed' | 'info'>;

/** Takes good pictures of one face in different poses, one at a time, until there are as many as are wanted. */
export class Collector {
  readonly pictures: Pixels[] = [];
  readonly #engine: CollectorEngine;
  readonly #wanted: number;
  readonly #poses = new Poses();
  readonly #embeddings: Embedding[] = [];
  /** When the last picture was taken, or the first good face was seen. */
  #since: number | undefined;
  #track: number | undefined;

  constructor(engine: CollectorEngine, wanted: number) {
    this.#engine = engine;
    this.#wanted = wanted;
  }

  get isComplete(): boolean {
    return this.pictures.length >= this.#wanted;
  }

  /** Looks at a frame, and takes it if it is worth it. @returns what to tell the person. */
  async look(observation: Observation): Promise<EnrolmentGuidance> {
    const { face, crop, guidance } = oneGoodFace(observation);
    if (this.isComplete) return { kind: 'hold-still' };
    if (!face || !crop) {
      // Somebody else may stand there when a face comes back, whatever its number.
      if (!face) this.#track = undefined;
      return guidance ?? { kind: 'no-face' };
    }
    this.#since ??= observation.time;
    const waited = observation.time - this.#since;
    const isFirst = this.pictures.length === 0;
    const isTimely = waited >= PATIENCE || ((isFirst || waited >= SPACING) && this.#poses.isNew(face.pose));
    if (isTimely && !this.pictures.some((picture) => isSame(picture, crop))) {
      const [embedding] = await this.#engine.embed([crop]);
      if (!(await this.#isSamePerson(embedding!, face.track))) return { kind: 'another-face' };
      this.pictures.push(crop);
      this.#embeddings.push(embedding!);
      this.#poses.take(face.pose);
      this.#since = observation.time;
    }
    this.#track = face.track;
    return { kind: 'pose', pose: this.#poses.wanted };
  }

  /** A face that never left the picture, or one that resembles a picture that was taken. */
  async #isSamePerson(embedding: Embedding, track: number): Promise<boolean> {
    if (this.#embeddings.length === 0 || track === this.#track) return true;
    const threshold = currentThreshold(await this.#engine.info());
    return this.#embeddings.some((taken) => squaredDistance(taken, 0, embedding, 0, embedding.length) <= threshold);
  }
}

/** A frame that the camera gave twice adds nothing. */
function isSame(a: Pixels, b: Pixels): boolean {
  return a.data.length === b.data.length && a.data.every((byte, at) => byte === b.data[at]);
}
