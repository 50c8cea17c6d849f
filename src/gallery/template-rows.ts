import { KinfoldError } from '../errors.js';
import type { Backend } from '../gpu/backend.js';
import { WORD } from '../gpu/tensor.js';
import { exactDistance } from './rank-templates.js';
import { TemplateBlock } from './template-block.js';

/** Rows of the first block, and by how much a block that is full grows. */
const [SMALLEST, GROWTH] = [1024, 2];

/** Rows near a probe. */
export interface Neighbours {
  readonly rows: readonly number[];
  /** No other row is at a smaller squared distance than this. */
  readonly horizon: number;
}

/** Embeddings in as many bindings of the device as they need; all blocks but the last are as large as a binding can be. */
export class TemplateRows {
  readonly #blocks: TemplateBlock[] = [];
  /** Most rows of a block, and of all of them. */
  readonly #most: { readonly block: number; readonly all: number };

  constructor(
    readonly backend: Backend,
    readonly width: number,
    memory: number,
  ) {
    const { maxStorageBufferBindingSize, maxBufferSize } = backend.limits;
    const fitting = (bytes: number) => Math.floor(bytes / (width * WORD));
    this.#most = { block: fitting(Math.min(maxStorageBufferBindingSize, maxBufferSize)), all: fitting(memory) };
  }

  /** Makes room for `count` rows, of which the first `kept` keep their contents. @throws KinfoldError `limit-exceeded`. */
  reserve(count: number, kept: number): void {
    const { block, all } = this.#most;
    if (count > Math.min(all, block * this.backend.limits.maxComputeWorkgroupsPerDimension)) {
      throw new KinfoldError(
        'limit-exceeded',
        `index: ${count} templates of width ${this.width} take ${count * this.width * WORD} bytes, but ${all} fit into its memory; allow more memory or keep fewer templates`,
      );
    }
    for (let room = this.#room(); room < count; room = this.#room()) {
      const last = this.#blocks.at(-1);
      const grows = last !== undefined && last.capacity < block;
      const before = grows ? room - last.capacity : room;
      const wanted = Math.max(grows ? last.capacity * GROWTH : SMALLEST, count - before);
      const next = new TemplateBlock(this.backend, this.width, Math.min(wanted, block, all - before));
      if (grows) {
        next.rows.set(last.rows);
        if (kept > before) next.upload(0, kept - before);
        this.#blocks.pop();
        last.release();
      }
      this.#blocks.push(next);
    }
  }

  /** [width] the embedding of a row. */
  at(row: number): Float32Array {
    const { block, at } = this.#find(row);
    return block.rows.subarray(at * this.width, (at + 1) * this.width);
  }

  /** Writes rows, [rows, width] of them by their places. */
  write(rows: ReadonlyMap<number, Float32Array>): void {
    const changed = new Map<TemplateBlock, [from: number, to: number]>();
    for (const [row, embedding] of rows) {
      this.at(row).set(embedding);
      const { block, at } = this.#find(row);
      const [from, to] = changed.get(block) ?? [at, at + 1];
      changed.set(block, [Math.min(from, at), Math.max(to, at + 1)]);
    }
    for (const [block, [from, to]] of changed) block.upload(from, to);
  }

  /** Rows among the first `count` that are near to the probe, [width], as the device finds them. */
  async near(probe: Float32Array, count: number): Promise<Neighbours> {
    const searched = this.#blocks
      .map((block, place) => ({ block, first: place * this.#most.block }))
      .filter(({ first }) => first < count);
    const found = await Promise.all(
      searched.map(async ({ block, first }) => {
        const inside = Math.min(block.capacity, count - first);
        const rows = (await block.nearest(probe, inside)).map((row) => first + row);
        return { rows, horizon: rows.length === inside ? Number.POSITIVE_INFINITY : this.#horizon(probe, rows) };
      }),
    );
    return {
      rows: found.flatMap(({ rows }) => rows),
      horizon: found.reduce((least, { horizon }) => Math.min(least, horizon), Number.POSITIVE_INFINITY),
    };
  }

  release(): void {
    for (const block of this.#blocks.splice(0)) block.release();
  }

  /**
   * How near a row can be that the device left out: as near as the farthest that it found, but for rounding. A sum of n squared differences is
   * within γ = (n + 2) · 2⁻²⁴ of the true one, relatively (N. Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1); here twice that.
   */
  #horizon(probe: Float32Array, found: readonly number[]): number {
    const farthest = found.reduce((most, row) => Math.max(most, exactDistance(probe, this.at(row))), 0);
    return farthest * (1 - 2 * (this.width + 2) * 2 ** -23);
  }

  #room(): number {
    return this.#blocks.reduce((rows, { capacity }) => rows + capacity, 0);
  }

  #find(row: number): { block: TemplateBlock; at: number } {
    const place = Math.floor(row / this.#most.block);
    return { block: this.#blocks[place]!, at: row - place * this.#most.block };
  }
}
