import type { Backend } from '../gpu/backend.js';
import { normaliseIdentity } from './identity.js';
import { exactDistance, rankTemplates } from './rank-templates.js';
import {
  checkCount,
  checkKind,
  checkProbe,
  checkTemplates,
  type EmbeddingOrigin,
  identityUnknown,
  type RankedTemplate,
  type Template,
  type TemplateIndex,
  type TemplateProbe,
} from './template-index.js';
import { TemplateRows } from './template-rows.js';

export interface DeviceIndexOptions {
  /** Numbers in an embedding. */
  readonly width: number;
  readonly origin: EmbeddingOrigin;
  /** Bytes that the embeddings may take on the device; the host keeps a copy. Default: 1 GiB. */
  readonly memory?: number;
}

type Entry = Omit<Template, 'embedding' | keyof EmbeddingOrigin> & { readonly place: number };

/**
 * An index on the device: exact, as far as its memory goes. The kernel of the gallery's search proposes the nearest templates, and their distances are
 * worked out again in f64; where rounding in f32 or many templates of one identity leave a doubt, the host compares them all. It lives as long
 * as its backend: behind a lost device fill another one.
 */
export class DeviceIndex implements TemplateIndex {
  readonly width: number;
  readonly origin: EmbeddingOrigin;
  readonly #rows: TemplateRows;
  /** By row. */
  readonly #entries: Entry[] = [];
  /** Row of each id. */
  readonly #places = new Map<string, number>();
  #added = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @throws KinfoldError `argument-invalid` unless `width` is a positive whole number and the origin's sums are SHA-256. */
  constructor(backend: Backend, { width, origin, memory = 2 ** 30 }: DeviceIndexOptions) {
    checkKind({ width, origin });
    this.width = width;
    this.origin = origin;
    this.#rows = new TemplateRows(backend, width, memory);
  }

  size(): Promise<number> {
    return this.#turn(() => this.#entries.length);
  }

  async add(templates: readonly Template[]): Promise<void> {
    const checked = checkTemplates(this, templates);
    // Copied now: the caller may write to them before it is their turn.
    const embeddings = checked.map(({ embedding }) => embedding.slice());
    return this.#turn(() => {
      const count = this.#entries.length;
      const fresh = checked.filter(({ id }) => !this.#places.has(id)).length;
      this.#rows.reserve(count + fresh, count);
      const written = new Map<number, Float32Array>();
      checked.forEach(({ id, identity, metadata }, i) => {
        const row = this.#places.get(id) ?? this.#entries.length;
        const place = this.#entries[row]?.place ?? this.#added++;
        this.#entries[row] = { id, identity, place, ...(metadata !== undefined && { metadata }) };
        this.#places.set(id, row);
        written.set(row, embeddings[i]!);
      });
      this.#rows.write(written);
    });
  }

  async remove(identity: string): Promise<number> {
    const name = normaliseIdentity(identity);
    return this.#turn(() => {
      const moved = new Map<number, Float32Array>();
      const before = this.#entries.length;
      // The last row takes the place of one that goes; from the back, so that it is one that stays.
      for (let row = before - 1; row >= 0; row--) {
        if (this.#entries[row]!.identity !== name) continue;
        this.#places.delete(this.#entries[row]!.id);
        const last = this.#entries.pop()!;
        moved.delete(this.#entries.length);
        if (row === this.#entries.length) continue;
        this.#entries[row] = last;
        this.#places.set(last.id, row);
        const embedding = this.#rows.at(this.#entries.length).slice();
        this.#rows.at(row).set(embedding);
        moved.set(row, embedding);
      }
      if (this.#entries.length === before) throw identityUnknown(name);
      this.#rows.write(moved);
      return before - this.#entries.length;
    });
  }

  async search(probe: TemplateProbe, k: number): Promise<readonly RankedTemplate[]> {
    checkCount(k);
    checkProbe('search', this, probe);
    const embedding = probe.embedding.slice();
    return this.#turn(async () => {
      const count = this.#entries.length;
      const { rows, horizon } = await this.#rows.near(embedding, count);
      const near = this.#rank(embedding, rows, k);
      const isCertain = horizon === Number.POSITIVE_INFINITY || (near.length === k && near.at(-1)!.distance < horizon);
      return isCertain ? near : this.#rank(embedding, this.#entries.keys(), k);
    });
  }

  /** Gives the device's memory back; the index is empty then. */
  release(): void {
    this.#entries.length = 0;
    this.#places.clear();
    this.#rows.release();
  }

  #rank(probe: Float32Array, rows: Iterable<number>, k: number): RankedTemplate[] {
    return rankTemplates(this.#candidates(probe, rows), k).map(({ row, distance }) => {
      const { place, ...template } = this.#entries[row]!;
      return { ...template, distance };
    });
  }

  *#candidates(probe: Float32Array, rows: Iterable<number>) {
    for (const row of rows) {
      const { identity, place } = this.#entries[row]!;
      yield { identity, place, row, distance: exactDistance(probe, this.#rows.at(row)) };
    }
  }

  /** One call at a time: a search must find the rows as the device saw them. */
  #turn<T>(work: () => T | Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
