/** Words of 4 bytes: the only element size that Kinfold's buffers hold. */
export const WORD = 4;

/** WebGPU's default `minStorageBufferOffsetAlignment` (256 bytes), in words. Every slice starts on it. */
export const ALIGNMENT = 64;

export type ElementType = 'f32' | 'u32';

/**
 * A buffer as the planner knows it: a label, a length, a type. Memory behind it exists once a backend allocates it, so
 * the same plan can run on a GPU and on the CPU twin side by side.
 */
export interface BufferSpec {
  readonly label: string;
  readonly type: ElementType;
  /** Length in words. */
  readonly length: number;
}

/** A part of a buffer, in words. `offset` is a multiple of `ALIGNMENT`. */
export interface Slice {
  readonly buffer: BufferSpec;
  readonly offset: number;
  readonly length: number;
}

export function bufferSpec(label: string, length: number, type: ElementType = 'f32'): BufferSpec {
  return { label, type, length };
}

/** The whole buffer as a slice. */
export function whole(buffer: BufferSpec): Slice {
  return { buffer, offset: 0, length: buffer.length };
}

/** A buffer of its own for `length` words, as a slice. */
export function tensor(label: string, length: number, type: ElementType = 'f32'): Slice {
  return whole(bufferSpec(label, length, type));
}

export function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

/** Names slices of one flat buffer, each on its alignment: parameters, gradients and moments share such a layout. */
export interface Layout {
  readonly length: number;
  readonly offsets: ReadonlyMap<string, { readonly offset: number; readonly length: number }>;
}

export function layOut(entries: Iterable<readonly [name: string, length: number]>): Layout {
  const offsets = new Map<string, { offset: number; length: number }>();
  let length = 0;
  for (const [name, size] of entries) {
    offsets.set(name, { offset: length, length: size });
    length += aligned(size);
  }
  return { length: Math.max(length, ALIGNMENT), offsets };
}

export function sliceOf(buffer: BufferSpec, layout: Layout, name: string): Slice {
  const entry = layout.offsets.get(name);
  if (!entry) throw new RangeError(`${buffer.label}: no slice named ${name}`);
  return { buffer, ...entry };
}
