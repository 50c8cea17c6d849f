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
  readonly #values = new Map<Dispatch, Readonly<Record<string, number>>>();
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
    this.#host = new DataView(new ArrayBuffer(size));
    this.#dirtyTo = size;
    for (const dispatch of this.offsets.keys()) this.set(dispatch, dispatch.params);
    this.buffer = gpu.device.createBuffer({
      label: `${label}: params`,
      size,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
  }

  /** Changes the fields that `values` names; the others keep what was set last. */
  set(dispatch: Dispatch, values: Readonly<Record<string, number>>): void {
    const offset = this.offsets.get(dispatch);
    if (offset === undefined) {
      throw new KinfoldError('argument-invalid', `${dispatch.label}: is not part of this program or has no Params`);
    }
    const params = { ...this.#values.get(dispatch), ...values };
    packParams(dispatch.kernel, params, this.#host, offset);
    this.#values.set(dispatch, params);
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
