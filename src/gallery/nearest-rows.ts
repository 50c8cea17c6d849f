import type { Backend, Program } from '../gpu/backend.js';
import { Recorder } from '../gpu/recorder.js';
import { type BufferSpec, type Slice, tensor } from '../gpu/tensor.js';
import * as topK from '../ops/top_k.js';

/** The rows of a matrix on the device that are nearest to a probe, by f32 distances. */
export class NearestRows {
  private constructor(
    readonly backend: Backend,
    readonly count: number,
    readonly probe: Slice,
    readonly nearest: Slice,
    readonly buffers: readonly BufferSpec[],
    readonly program: Program,
  ) {}

  /**
   * @param rows at least [count, width], allocated; its owner writes to it and frees it.
   * @throws KinfoldError `limit-exceeded` for more rows than the device binds.
   */
  static async compile(backend: Backend, rows: Slice, count: number, width: number): Promise<NearestRows> {
    const k = topK.MAX_K;
    const shape = { probes: 1, templates: count, width, k };
    const probe = tensor('probe', width);
    const distances = tensor('nearest distances', k);
    const nearest = tensor('nearest templates', k, 'u32');
    const scratch = topK.scratch(shape);
    const recorder = new Recorder(backend);
    topK.forward(recorder, { probes: probe, templates: rows, distances, indices: nearest, ...scratch }, shape);
    const buffers = [probe, distances, nearest, ...Object.values(scratch)].map(({ buffer }) => buffer);
    backend.allocate(buffers);
    try {
      const program = await backend.compile('nearest templates', recorder.commands);
      return new NearestRows(backend, count, probe, nearest, buffers, program);
    } catch (error) {
      backend.free(buffers);
      throw error;
    }
  }

  /** The nearest rows, nearest first: 16, or all if there are fewer. `probe` is [width]. */
  async to(probe: Float32Array): Promise<number[]> {
    this.backend.write(this.probe, probe);
    const nearest = await this.program.runAndRead(this.nearest);
    return Array.from(nearest).filter((row) => row < this.count);
  }

  release(): void {
    this.program.release();
    this.backend.free(this.buffers);
  }
}
