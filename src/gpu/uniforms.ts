import { KinfoldError } from '../errors.js';
import type { Gpu } from './gpu.js';
import { packParams, paramsBytes } from './kernel.js';
import type { Dispatch } from './recorder.js';

/** WebGPU's default `minUniformBufferOffsetAlignment`. */
const UNIFORM_ALIGNMENT = 256;

/** All `Params` of a program in one uniform buffer, with a host copy that is written as far as it changed. */
export class Uniforms {
  readonly buffer: GPUBuffer;
  readonly offsets = new Map<Dispatch, number>();
  readonly #host: DataView;
  #dirtyFrom = 0;
  #dirtyTo: number;

  constructor(
    readonly gpu: Gpu,
    label: string,
    dispatches: readonly Dispatch[],
  ) {
    for (const dispatch of dispatches) {
      if (paramsBytes(dispatch.kernel) > 0) this.offsets.set(dispatch, this.offsets.size * UNIFORM_ALIGNMENT);
    }
    const size = Math.max(this.offsets.size, 1) * UNIFORM_ALIGNMENT;
    this.buffer = gpu.device.createBuffer({
      label: `${label}: params`,
      size,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    this.#host = new DataView(new ArrayBuffer(size));
    this.#dirtyTo = size;
    for (const [dispatch, offset] of this.offsets) packParams(dispatch.kernel, dispatch.params, this.#host, offset);
  }

  set(dispatch: Dispatch, values: Readonly<Record<string, number>>): void {
    const offset = this.offsets.get(dispatch);
    if (offset === undefined) {
      throw new KinfoldError('argument-invalid', `${dispatch.label}: is not part of this program or has no Params`);
    }
    packParams(dispatch.kernel, { ...dispatch.params, ...values }, this.#host, offset);
    this.#dirtyFrom = Math.min(this.#dirtyFrom, offset);
    this.#dirtyTo = Math.max(this.#dirtyTo, offset + UNIFORM_ALIGNMENT);
  }

  flush(): void {
    const size = this.#dirtyTo - this.#dirtyFrom;
    if (size <= 0) return;
    this.gpu.device.queue.writeBuffer(this.buffer, this.#dirtyFrom, this.#host.buffer, this.#dirtyFrom, size);
    this.gpu.counters.bytesWritten += size;
    this.#dirtyFrom = this.#host.byteLength;
    this.#dirtyTo = 0;
  }
}
