import { shapeMismatch } from '../errors.js';
import { elements, type Shape } from './node.js';
import { broadcasting, collapse, contiguous } from './strides.js';

/** How two tensors are read as one of the shape that both stretch to (numpy's rules), axes that lie together joined. */
export interface Broadcast {
  /** Elements of the result. */
  readonly count: number;
  /** Elements of each operand. */
  readonly lengths: { readonly a: number; readonly b: number };
  readonly sizes: readonly number[];
  readonly strides: { readonly y: readonly number[]; readonly a: readonly number[]; readonly b: readonly number[] };
  /**
   * `repeated a`, `repeated b`: that operand lacks axes in one place, the other one lacks none. Every `period` of its elements
   * repeat until `stretch` elements are made.
   */
  readonly form: 'equal' | 'repeated a' | 'repeated b' | 'strided';
  readonly period: number;
  readonly stretch: number;
}

/** The shape that both stretch to, axes aligned at the last one. @throws `shape-mismatch` naming `name`. */
export function stretched(name: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const at = (shape: Shape, axis: number) => shape[axis - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, axis) => {
    const [one, other] = [at(a, axis), at(b, axis)];
    if (one === other || other === 1) return one;
    if (one === 1) return other;
    throw shapeMismatch(
      name,
      b,
      a,
      'sizes must be equal or 1 along each axis, counted from the last; reshape one operand',
    );
  });
}

/** @throws `shape-mismatch`, or `limit-exceeded` if too many axes do not lie together, naming `name`. */
export function broadcast(name: string, a: Shape, b: Shape): Broadcast {
  const shape = stretched(name, a, b);
  const count = elements(shape);
  const lengths = { a: elements(a), b: elements(b) };
  const walk = collapse(name, shape, contiguous(shape), broadcasting(a, shape), broadcasting(b, shape));
  const [ofY, ofA, ofB] = walk.strides as [readonly number[], readonly number[], readonly number[]];
  const rest = { count, lengths, sizes: walk.sizes, strides: { y: ofY, a: ofA, b: ofB } };
  const equal = { ...rest, form: 'equal', period: count, stretch: count } as const;
  if (lengths.a === count && lengths.b === count) return equal;
  for (const [form, wide, narrow] of [
    ['repeated b', lengths.a, ofB],
    ['repeated a', lengths.b, ofA],
  ] as const) {
    // Neighbouring axes that are lacked have been joined.
    const lacked = walk.sizes.flatMap((size, axis) => (size > 1 && narrow[axis] === 0 ? [axis] : []));
    if (wide !== count || lacked.length > 1) continue;
    const period = elements(walk.sizes.slice(lacked[0]! + 1));
    return { ...rest, form, period, stretch: walk.sizes[lacked[0]!]! * period };
  }
  return { ...equal, form: 'strided' };
}
