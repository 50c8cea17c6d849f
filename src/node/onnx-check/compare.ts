import type { Result } from './run.js';

/**
 * Allowed: |got − expected| ≤ relative · |expected| + absolute · max |expected|. The first is what the ONNX project's own runner
 * allows; its second is 1e-7 whatever the numbers are, less than float32 resolves next to 1.
 */
export const TOLERANCE = { relative: 1e-3, absolute: 1e-6 } as const;

/** Why `got` is not `expected`, or undefined. A NaN equals a NaN. */
export function difference(got: Result, expected: Result): string | undefined {
  const shape = expected.shape.length === 0 ? [1] : expected.shape;
  if (got.shape.join() !== shape.join()) {
    return `got the shape [${got.shape.join(', ')}], expected [${shape.join(', ')}]`;
  }
  const expectedData = Array.from(expected.data);
  const finite = expectedData.filter(Number.isFinite).map(Math.abs);
  const allowed = TOLERANCE.absolute * finite.reduce((most, size) => Math.max(most, size), 0);
  const isWrong = (value: number, i: number) =>
    !Object.is(got.data[i], value) &&
    !(Math.abs(got.data[i]! - value) <= TOLERANCE.relative * Math.abs(value) + allowed);
  const wrong = expectedData.findIndex(isWrong);
  if (wrong < 0) return undefined;
  const count = expectedData.filter(isWrong).length;
  return `${count} of ${expectedData.length} numbers differ; number ${wrong} is ${got.data[wrong]}, expected ${expectedData[wrong]}`;
}
