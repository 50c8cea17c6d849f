import type { HostArray } from '../../src/gpu/backend.js';

export interface Tolerance {
  /** Allowed |got − expected| = absolute + relative · max(|expected|, scale). */
  readonly relative: number;
  readonly absolute: number;
}

/** f32 against f64 for sums of `length` products of numbers near one. */
export function toleranceFor(length: number): Tolerance {
  const epsilon = 2 ** -23;
  return { relative: epsilon * 8, absolute: epsilon * 4 * Math.max(Math.sqrt(length) * 2, 4) };
}

/** Throws unless every element is within the tolerance. NaN is never equal to anything. */
export function expectClose(
  name: string,
  got: HostArray | readonly number[],
  expected: HostArray | readonly number[],
  { relative, absolute }: Tolerance,
): void {
  if (got.length !== expected.length) throw new Error(`${name}: ${got.length} elements, expected ${expected.length}`);
  let count = 0;
  let first = -1;
  let worstAbsolute = 0;
  let worstRelative = 0;
  for (let i = 0; i < got.length; i++) {
    const difference = Math.abs(got[i]! - expected[i]!);
    if (difference <= absolute + relative * Math.abs(expected[i]!)) continue;
    count++;
    if (first < 0) first = i;
    worstAbsolute = Math.max(worstAbsolute, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
    worstRelative = Math.max(worstRelative, difference / Math.max(Math.abs(expected[i]!), Number.MIN_VALUE));
  }
  if (count > 0) {
    throw new Error(
      `${name}: ${count} of ${got.length} elements differ; first at ${first}: got ${got[first]}, expected ${expected[first]}; ` +
        `worst absolute ${worstAbsolute}, worst relative ${worstRelative}; allowed ${absolute} + ${relative} · |expected|`,
    );
  }
}

/** Throws unless both hold the same bits. */
export function expectBitEqual(name: string, got: ArrayBufferView, expected: ArrayBufferView): void {
  const [a, b] = [got, expected].map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  if (a!.length !== b!.length) throw new Error(`${name}: ${a!.length} bytes, expected ${b!.length}`);
  const at = a!.findIndex((byte, index) => byte !== b![index]);
  if (at >= 0) throw new Error(`${name}: differs at byte ${at}`);
}
