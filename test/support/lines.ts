import fc from 'fast-check';
import type { LineShape } from '../../src/ops/lines.js';
import { sizes } from './random.js';

/** Lines of a tensor [outer, width, inner], from one alone to many side by side. */
export const lineShapes: fc.Arbitrary<LineShape> = fc
  .record({ outer: fc.constantFrom(1, 2, 7, 23), width: sizes(16), inner: fc.constantFrom(1, 1, 3, 8, 17) })
  .map(({ outer, width, inner }) => ({ lines: outer * inner, width, inner }));

/** More than one workgroup, the last of them not full, and lines that their lanes cannot share evenly. */
export const fixedLines: LineShape = { lines: 51, width: 37, inner: 17 };
