import { KinfoldError, shapeMismatch } from '../errors.js';
import { normaliseIdentity } from './identity.js';

/** One enrolled picture. */
export interface GalleryEntry {
  /** Name of the identity, normalised by {@link normaliseIdentity}. */
  readonly identity: string;
  /** SHA-256 of the picture, 64 lower-case hexadecimal digits. */
  readonly pictureId: string;
  /** [width] what the backbone made of the picture; not to be written to. */
  readonly features: Float32Array;
  /** [views, width] what it made of augmented views of the picture, for teaching alone; as many for every entry. Default: none. */
  readonly views?: Float32Array;
}

/**
 * The enrolled pictures in the order in which they came. A call that throws leaves the gallery as it was; for a change of
 * several calls that holds as a whole, change a {@link copy} and hand it to {@link replace}.
 */
export class Gallery {
  /** Numbers in a features vector. */
  readonly width: number;
  /** By pictureId. */
  #entries = new Map<string, GalleryEntry>();
  /** Pictures of each identity, in order of the first one. */
  #counts = new Map<string, number>();

  /** @throws `argument-invalid` unless `width` is a positive whole number. */
  constructor(width: number) {
    if (!Number.isSafeInteger(width) || width < 1) {
      throw new KinfoldError('argument-invalid', `gallery: width is ${width} but must be a positive whole number`);
    }
    this.width = width;
  }

  /** Number of pictures, N. */
  get size(): number {
    return this.#entries.size;
  }

  entries(): readonly GalleryEntry[] {
    return [...this.#entries.values()];
  }

  /** The names, in order of their first picture. */
  identities(): readonly string[] {
    return [...this.#counts.keys()];
  }

  /** Pictures of each identity, in the order of {@link identities}. */
  counts(): ReadonlyMap<string, number> {
    return new Map(this.#counts);
  }

  /** [N] for each picture the place of its identity in {@link identities}. */
  labels(): Uint32Array<ArrayBuffer> {
    const places = new Map(this.identities().map((identity, place) => [identity, place]));
    return Uint32Array.from(this.entries(), ({ identity }) => places.get(identity)!);
  }

  /** [N, width] a fresh copy of the features of all pictures. */
  features(): Float32Array<ArrayBuffer> {
    const matrix = new Float32Array(this.size * this.width);
    this.entries().forEach(({ features }, row) => {
      matrix.set(features, row * this.width);
    });
    return matrix;
  }

  /** Augmented views kept of each picture. */
  get views(): number {
    const [first] = this.#entries.values();
    return (first?.views?.length ?? 0) / this.width;
  }

  /** [N · (1 + views), width] a fresh copy of the features of all pictures, those of a picture's views behind its own. */
  featuresWithViews(): Float32Array<ArrayBuffer> {
    const rows = 1 + this.views;
    const matrix = new Float32Array(this.size * rows * this.width);
    this.entries().forEach(({ features, views }, picture) => {
      matrix.set(features, picture * rows * this.width);
      if (views) matrix.set(views, (picture * rows + 1) * this.width);
    });
    return matrix;
  }

  has(identity: string): boolean {
    return this.#counts.has(normaliseIdentity(identity));
  }

  /**
   * Enrols a picture; its features are copied.
   *
   * @returns false when the identity has this picture already, and nothing changes.
   * @throws `argument-invalid` for a name or a pictureId of the wrong form, and when another identity has this picture;
   *   `shape-mismatch`, `not-finite` or `zero-vector` for the features and the views; `shape-mismatch` for another number of views than
   *   the pictures before have.
   */
  add({ identity, pictureId, features, views }: GalleryEntry): boolean {
    const name = normaliseIdentity(identity);
    if (!/^[0-9a-f]{64}$/.test(pictureId)) {
      throw new KinfoldError(
        'argument-invalid',
        `gallery: the pictureId of a picture of "${name}" is not a SHA-256 of 64 lower-case hexadecimal digits; hash the picture`,
      );
    }
    this.#checkFeatures(name, features);
    this.#checkViews(name, views);
    const known = this.#entries.get(pictureId);
    if (known?.identity === name) return false;
    if (known) {
      throw new KinfoldError(
        'argument-invalid',
        `gallery: a picture of "${name}" is enrolled as "${known.identity}" already; a picture shows one identity, remove one of them`,
      );
    }
    const kept = { identity: name, pictureId, features: features.slice() };
    this.#entries.set(pictureId, views ? { ...kept, views: views.slice() } : kept);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    return true;
  }

  /**
   * Removes an identity with all its pictures.
   *
   * @returns the number of pictures removed.
   * @throws `identity-unknown` when it has none.
   */
  remove(identity: string): number {
    const name = normaliseIdentity(identity);
    const count = this.#counts.get(name);
    if (count === undefined) {
      throw new KinfoldError(
        'identity-unknown',
        `gallery: "${name}" is not among the ${this.#counts.size} enrolled identities; enrol it or check the spelling`,
      );
    }
    for (const entry of this.entries()) if (entry.identity === name) this.#entries.delete(entry.pictureId);
    this.#counts.delete(name);
    return count;
  }

  /** A gallery of the same contents that changes apart from this one. */
  copy(): Gallery {
    const copy = new Gallery(this.width);
    copy.replace(this);
    return copy;
  }

  /**
   * Takes over the contents of `other` in one step.
   *
   * @throws `shape-mismatch` when `other` has another width.
   */
  replace(other: Gallery): void {
    if (other.width !== this.width) {
      throw shapeMismatch('gallery.replace', [other.width], [this.width], 'use features of the same backbone');
    }
    this.#entries = new Map(other.#entries);
    this.#counts = new Map(other.#counts);
  }

  #checkViews(name: string, views: Float32Array | undefined): void {
    const count = (views?.length ?? 0) / this.width;
    if (!Number.isInteger(count) || (this.size > 0 && count !== this.views)) {
      throw shapeMismatch(
        `gallery: the views of a picture of "${name}"`,
        [count, this.width],
        [this.size > 0 ? this.views : 'views', this.width],
        'open the engine with the augment and the views of the pictures that are there, or enrol those anew',
      );
    }
    for (let i = 0; i < count; i++) this.#checkFeatures(name, views!.subarray(i * this.width, (i + 1) * this.width));
  }

  #checkFeatures(name: string, features: Float32Array): void {
    const subject = `gallery: the features of a picture of "${name}"`;
    if (features.length !== this.width) {
      throw shapeMismatch(subject, [features.length], [this.width], 'use the backbone that the gallery was made with');
    }
    const wrong = features.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) {
      throw new KinfoldError('not-finite', `${subject} have ${features[wrong]} at ${wrong}; run the backbone again`);
    }
    if (features.every((value) => value === 0)) {
      throw new KinfoldError('zero-vector', `${subject} are all zeros; use a picture that shows something`);
    }
  }
}
