import { type AxisParams, axesOf, place, walk } from './axes.js';
import type { Vector } from './twin.js';

/** The operations of binary.forward; the place of each is its number in the shader. */
export const binaryOperations = ['add', 'sub', 'mul', 'div', 'pow'] as const;

export type BinaryOperation = (typeof binaryOperations)[number];

interface Formula {
  value(a: number, b: number): number;
  /** Slope along a and along b. */
  readonly slopes: readonly [(a: number, b: number) => number, (a: number, b: number) => number];
}

const SMALLEST_DIVISOR = Math.fround(1e-18);

/** What is within 1e-18 of 0 counts as ±1e-18, 0 as +. */
const divisor = (b: number) => (b >= 0 ? 1 : -1) * Math.max(Math.abs(b), SMALLEST_DIVISOR);

/** a^b; 0 where it is no real number, and between 2^-126 and 2^126 in size where a ≠ 0. */
function power(a: number, b: number): number {
  if (a < 0 && !Number.isInteger(b)) return 0;
  if (a === 0 && b > 0) return 0;
  if (b === 1 || b === 2) return a ** b;
  const size = Math.min(Math.max(Math.max(Math.abs(a), 2 ** -126) ** b, 2 ** -126), 2 ** 126);
  return a < 0 && b % 2 !== 0 ? -size : size;
}

/** So that its product with an exponent is finite in f32. */
const bounded = (size: number) => Math.min(Math.max(size, -(2 ** 96)), 2 ** 96);

const formulas: Readonly<Record<BinaryOperation, Formula>> = {
  add: { value: (a, b) => a + b, slopes: [() => 1, () => 1] },
  sub: { value: (a, b) => a - b, slopes: [() => 1, () => -1] },
  mul: { value: (a, b) => a * b, slopes: [(_, b) => b, (a) => a] },
  div: {
    value: (a, b) => a / divisor(b),
    slopes: [(_, b) => 1 / divisor(b), (a, b) => (Math.abs(b) > SMALLEST_DIVISOR ? -a / b ** 2 : 0)],
  },
  pow: {
    value: power,
    slopes: [
      (a, b) => (a === 0 && b < 1 ? 0 : b * bounded(power(a, b - 1))),
      (a, b) => (a > 0 ? bounded(power(a, b)) * Math.log(Math.max(a, 2 ** -126)) : 0),
    ],
  },
};

const formulaOf = ({ OPERATION }: { OPERATION: number }) => formulas[binaryOperations[OPERATION]!];

type Buffers<Name extends string> = Record<Name, Vector>;

/** y = a ∘ b. */
export function forward(
  { a, b, y }: Buffers<'a' | 'b' | 'y'>,
  { count }: { count: number },
  overrides: { OPERATION: number },
): void {
  const { value } = formulaOf(overrides);
  for (let i = 0; i < count; i++) y[i] = value(a[i]!, b[i]!);
}

/** y[i] = wide[i] ∘ narrow[⌊i / stretch⌋ · period + i mod period], or the other way round. */
export function forward_repeated(
  { wide, narrow, y }: Buffers<'wide' | 'narrow' | 'y'>,
  { count, period, stretch }: { count: number; period: number; stretch: number },
  overrides: { OPERATION: number; NARROW_FIRST: number },
): void {
  const { value } = formulaOf(overrides);
  for (let i = 0; i < count; i++) {
    const [w, n] = [wide[i]!, narrow[Math.floor(i / stretch) * period + (i % period)]!];
    y[i] = overrides.NARROW_FIRST ? value(n, w) : value(w, n);
  }
}

/** y = a ∘ b, each read where its strides say. */
export function forward_strided(
  { a, b, y }: Buffers<'a' | 'b' | 'y'>,
  params: AxisParams,
  overrides: { OPERATION: number },
): void {
  const { value } = formulaOf(overrides);
  const [ofA, ofB] = [axesOf(params, 'a_stride'), axesOf(params, 'b_stride')];
  walk(axesOf(params, 'size'), (at, i) => {
    y[i] = value(a[place(at, ofA)]!, b[place(at, ofB)]!);
  });
}

/** sums[k mod chunks, j] = Σ_k d_y · slope, k counting along the axes that the operand lacks. */
export function d_sums(
  { d_y, a, b, sums }: Buffers<'d_y' | 'a' | 'b' | 'sums'>,
  params: AxisParams,
  overrides: { OPERATION: number; OPERAND: number },
): void {
  const slope = formulaOf(overrides).slopes[overrides.OPERAND]!;
  const { width, chunks } = params as Record<string, number> & { width: number; chunks: number };
  const sizes = axesOf(params, 'size');
  const [ofY, ofA, ofB] = ['y_stride', 'a_stride', 'b_stride'].map((prefix) => axesOf(params, prefix));
  const own = overrides.OPERAND === 0 ? ofA! : ofB!;
  // Row-major along the lacked axes.
  const ofK = sizes.map((_, axis) =>
    own[axis] === 0
      ? sizes.reduce((step, size, other) => (other > axis && own[other] === 0 ? step * size : step), 1)
      : 0,
  );
  sums.fill(0, 0, chunks * width);
  walk(sizes, (at) => {
    const partial = (place(at, ofK) % chunks) * width + place(at, own);
    sums[partial]! += d_y[place(at, ofY!)]! * slope(a[place(at, ofA!)]!, b[place(at, ofB!)]!);
  });
}

/** d_operand = Σ_chunk sums[chunk], or += of a parameter. */
export function d_finish(
  { sums, d_operand }: Buffers<'sums' | 'd_operand'>,
  { width, chunks }: { width: number; chunks: number },
  overrides: { ACCUMULATE: number },
): void {
  for (let i = 0; i < width; i++) {
    let sum = overrides.ACCUMULATE ? d_operand[i]! : 0;
    for (let chunk = 0; chunk < chunks; chunk++) sum += sums[chunk * width + i]!;
    d_operand[i] = sum;
  }
}
