import { defaultLimits } from './backend.js';
import { ALIGNMENT, WORD } from './tensor.js';

/** Words that a binding holds on every device. */
const MOST = Math.floor(defaultLimits.maxStorageBufferBindingSize / WORD / ALIGNMENT) * ALIGNMENT;

/** Cuts a part of a flat vector, in words, into parts that a binding holds; all but the last are equally long. */
export function tiles(offset: number, length: number, most = MOST): { offset: number; length: number }[] {
  return Array.from({ length: Math.ceil(length / most) }, (_, i) => ({
    offset: offset + i * most,
    length: Math.min(most, length - i * most),
  }));
}
