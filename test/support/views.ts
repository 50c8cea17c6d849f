import fc from 'fast-check';
import { elements } from '../../src/ops/node.js';
import type { View } from '../../src/ops/strided.js';
import { contiguous } from '../../src/ops/strides.js';

/** A view of part of a row-major tensor, its axes in any order and direction. */
export interface Part extends View {
  /** Words of the whole tensor. */
  readonly words: number;
}

const axis = fc
  .record({
    size: fc.constantFrom(1, 2, 3, 4, 5, 8),
    step: fc.constantFrom(1, 1, 1, 2, -1, -2),
    before: fc.constantFrom(0, 0, 1, 4),
    after: fc.constantFrom(0, 0, 3, 4),
  })
  .map(({ size, step, before, after }) => {
    const span = (size - 1) * Math.abs(step) + 1;
    return { size, step, start: before + (step < 0 ? span - 1 : 0), width: before + span + after };
  });

/** Up to five axes of small parts, in any order. */
export const parts: fc.Arbitrary<Part> = fc
  .array(fc.tuple(axis, fc.integer()), { minLength: 1, maxLength: 5 })
  .map((keyed): Part => {
    const axes = keyed.map(([own]) => own);
    const strides = contiguous(axes.map(({ width }) => width));
    const order = [...axes.keys()].sort((a, b) => keyed[a]![1] - keyed[b]![1]);
    return {
      words: elements(axes.map(({ width }) => width)),
      sizes: order.map((i) => axes[i]!.size),
      strides: order.map((i) => axes[i]!.step * strides[i]!),
      first: axes.reduce((sum, { start }, i) => sum + start * strides[i]!, 0),
    };
  })
  .filter(({ words }) => words < 20_000);
