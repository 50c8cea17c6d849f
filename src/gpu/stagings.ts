import type { Gpu } from './gpu.js';
import { WORD } from './tensor.js';

/** Mappable buffers that are used again, so that reads in flight at the same time each have one and a step makes none. */
export class Stagings {
  readonly #free: GPUBuffer[] = [];
  readonly #all: GPUBuffer[] = [];

  constructor(readonly gpu: Gpu) {}

  take(length: number): GPUBuffer {
    const index = this.#free.findIndex((buffer) => buffer.size >= length * WORD);
    if (index >= 0) return this.#free.splice(index, 1)[0]!;
    const buffer = this.gpu.createStaging(length);
    this.#all.push(buffer);
    return buffer;
  }

  giveBack(buffer: GPUBuffer): void {
    this.#free.push(buffer);
  }

  destroy(): void {
    for (const buffer of this.#all) buffer.destroy();
  }
}
