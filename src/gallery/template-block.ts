import type { Backend } from '../gpu/backend.js';
import { type Slice, tensor } from '../gpu/tensor.js';
import { NearestRows } from './nearest-rows.js';

/** As many templates as one binding of the device holds at the most, on the device and on the host. */
export class TemplateBlock {
  /** [capacity, width]; whoever writes to it says so by {@link upload}. */
  readonly rows: Float32Array;
  readonly #slice: Slice;
  #nearest: NearestRows | undefined;

  constructor(
    readonly backend: Backend,
    readonly width: number,
    readonly capacity: number,
  ) {
    this.rows = new Float32Array(capacity * width);
    this.#slice = tensor('templates', this.rows.length);
    backend.allocate([this.#slice.buffer]);
  }

  /** Copies rows `from` up to `to` to the device. */
  upload(from: number, to: number): void {
    const [offset, end] = [from * this.width, to * this.width];
    this.backend.write({ ...this.#slice, offset, length: end - offset }, this.rows.subarray(offset, end));
  }

  /** The rows among the first `count` that are nearest to the probe by f32 distances: 16, or all if there are fewer. */
  async nearest(probe: Float32Array, count: number): Promise<number[]> {
    if (this.#nearest?.count !== count) {
      this.#forget();
      this.#nearest = await NearestRows.compile(this.backend, this.#slice, count, this.width);
    }
    return this.#nearest.to(probe);
  }

  release(): void {
    this.#forget();
    this.backend.free([this.#slice.buffer]);
  }

  #forget(): void {
    this.#nearest?.release();
    this.#nearest = undefined;
  }
}
