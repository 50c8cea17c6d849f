import fc from 'fast-check';
import type { Attributes } from '../../src/ops/node.js';
import { poolShape, poolWindow } from '../../src/ops/pool.js';
import type { Window } from '../../src/ops/window.js';

const list = (length: number, min: number, max: number) =>
  fc.array(fc.integer({ min, max }), { minLength: length, maxLength: length });

/** Windows over one or more pictures: any stride, dilation, padding and rounding that a pool takes. */
export function poolWindows(channels: readonly number[]): fc.Arbitrary<Window> {
  return fc
    .record({
      rows: fc.constantFrom(1, 2, 3),
      size: list(2, 1, 9),
      channels: fc.constantFrom(...channels),
      kernel: list(2, 1, 3),
      strides: list(2, 1, 3),
      dilations: list(2, 1, 2),
      pads: list(4, 0, 2),
      ceil: fc.constantFrom(0, 1),
    })
    .filter(({ size, channels, ...attributes }) => fits([...size, channels], attributes))
    .map(({ rows, size, channels, ...attributes }) => poolWindow('pool', rows, [[...size, channels]], attributes));
}

function fits(shape: number[], attributes: Attributes): boolean {
  try {
    poolShape('pool', [shape], attributes);
    return true;
  } catch {
    return false;
  }
}

/** Odd in everything, several workgroups, windows that overlap, overhang and leave cells out. */
export function oddWindow(channels: number): Window {
  const attributes = { kernel: [3, 2], strides: [2, 3], dilations: [1, 2], pads: [1, 0, 2, 1], ceil: 1 };
  return poolWindow('pool', 2, [[11, 13, channels]], attributes);
}
