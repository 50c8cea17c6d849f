import { type BufferSpec, bufferSpec, type Slice } from '../gpu/tensor.js';

/** A tensor of the arena: when it lives is noted while planning, where it lives is known once the arena is packed. */
export class ArenaTensor {
  from = Number.POSITIVE_INFINITY;
  to = Number.NEGATIVE_INFINITY;
  buffer: BufferSpec | undefined;

  constructor(
    readonly label: string,
    readonly length: number,
  ) {}

  /** Notes that the tensor is read or written at `time`. */
  use(time: number): void {
    this.from = Math.min(this.from, time);
    this.to = Math.max(this.to, time);
  }

  get slice(): Slice {
    if (!this.buffer) throw new RangeError(`${this.label}: the arena is not packed yet`);
    return { buffer: this.buffer, offset: 0, length: this.length };
  }

  meets(other: ArenaTensor): boolean {
    return this.from <= other.to && other.from <= this.to;
  }
}

/**
 * Hands out buffers by lifetime: two tensors share one only if their lives, from first to last use and inclusive, do not
 * touch. Buffers, not offsets into a single one, because WebGPU forbids to read and write a buffer in the same dispatch.
 */
export class Arena {
  readonly #tensors: ArenaTensor[] = [];

  constructor(readonly label: string) {}

  tensor(label: string, length: number): ArenaTensor {
    const tensor = new ArenaTensor(label, length);
    this.#tensors.push(tensor);
    return tensor;
  }

  /** Gives every used tensor its buffer, largest first, so that smaller ones move into the gaps. */
  pack(): readonly BufferSpec[] {
    const homes: ArenaTensor[][] = [];
    const used = this.#tensors.filter((tensor) => tensor.to >= tensor.from);
    for (const tensor of used.sort((a, b) => b.length - a.length || a.from - b.from)) {
      const home = homes.find((tenants) => !tenants.some((other) => other.meets(tensor)));
      if (home) home.push(tensor);
      else homes.push([tensor]);
    }
    return homes.map((tenants, index) => {
      const names = tenants.map((tenant) => tenant.label).join(' | ');
      const buffer = bufferSpec(`${this.label} ${index}: ${names}`, tenants[0]!.length);
      for (const tenant of tenants) tenant.buffer = buffer;
      return buffer;
    });
  }
}
