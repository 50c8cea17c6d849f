import type { Vector } from './twin.js';

/** The functions of unary.forward; the place of each is its number in the shader. */
export const unaryFunctions = [
  'leakyRelu',
  'clip',
  'elu',
  'sigmoid',
  'hardSigmoid',
  'hardSwish',
  'tanh',
  'softplus',
  'gelu',
  'geluTanh',
  'mish',
  'sqrt',
  'exp',
  'log',
  'abs',
  'reciprocal',
  'neg',
] as const;

export type UnaryFunction = (typeof unaryFunctions)[number];

interface Params {
  count: number;
  alpha: number;
  beta: number;
}

interface Formula {
  value(x: number, alpha: number, beta: number): number;
  /** The slope, from y or from x as the shader's header says. */
  slope(kept: number, alpha: number, beta: number): number;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const normalDensity = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
const normalBelow = (x: number) => 0.5 * (1 + erf(x / Math.SQRT2));
const geluInner = (x: number) => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);

/** The error function by its series of positive terms (M. Abramowitz and I. A. Stegun, 1964, 7.1.6), to 1e-15. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const formulas: Readonly<Record<UnaryFunction, Formula>> = {
  leakyRelu: { value: (x, alpha) => (x > 0 ? x : alpha * x), slope: (y, alpha) => (y > 0 ? 1 : alpha) },
  clip: {
    value: (x, low, high) => Math.min(Math.max(x, low), high),
    slope: (y, low, high) => (y > low && y < high ? 1 : 0),
  },
  elu: {
    value: (x, alpha, beta) => beta * (x > 0 ? x : alpha * Math.expm1(x)),
    slope: (y, alpha, beta) => (y > 0 ? beta : y + alpha * beta),
  },
  sigmoid: { value: sigmoid, slope: (y) => y * (1 - y) },
  hardSigmoid: {
    value: (x, alpha, beta) => Math.min(Math.max(alpha * x + beta, 0), 1),
    slope: (y, alpha) => (y > 0 && y < 1 ? alpha : 0),
  },
  hardSwish: {
    value: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
    slope: (x) => (x < -3 ? 0 : x <= 3 ? x / 3 + 0.5 : 1),
  },
  tanh: { value: Math.tanh, slope: (y) => 1 - y * y },
  softplus: { value: softplus, slope: (y) => -Math.expm1(-y) },
  gelu: { value: (x) => x * normalBelow(x), slope: (x) => normalBelow(x) + x * normalDensity(x) },
  geluTanh: {
    value: (x) => 0.5 * x * (1 + Math.tanh(geluInner(x))),
    slope: (x) => {
      const inner = geluInner(x);
      const innerSlope = Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
      return 0.5 * (1 + Math.tanh(inner)) + (0.5 * x * innerSlope) / Math.cosh(inner) ** 2;
    },
  },
  mish: {
    value: (x) => x * Math.tanh(softplus(x)),
    slope: (x) => Math.tanh(softplus(x)) + (x * sigmoid(x)) / Math.cosh(softplus(x)) ** 2,
  },
  sqrt: { value: (x) => Math.sqrt(Math.max(x, 0)), slope: (y) => (y > 0 ? 0.5 / Math.max(y, 1e-6) : 0) },
  exp: { value: (x) => Math.exp(Math.min(x, 88)), slope: (y) => y },
  log: {
    value: (x) => Math.log(Math.max(x, 2 ** -126)),
    slope: (x) => (x > 0 ? 1 / Math.max(x, 1e-12) : 0),
  },
  abs: { value: Math.abs, slope: Math.sign },
  reciprocal: {
    value: (x) => (x >= 0 ? 1 : -1) / Math.max(Math.abs(x), 1e-18),
    slope: (y) => (Math.abs(y) < 9.9e17 ? -y * y : 0),
  },
  neg: { value: (x) => -x, slope: () => -1 },
};

const formulaOf = ({ FUNCTION }: { FUNCTION: number }) => formulas[unaryFunctions[FUNCTION]!];

/** y = f(x). */
export function forward(
  { x, y }: { x: Vector; y: Vector },
  { count, alpha, beta }: Params,
  overrides: { FUNCTION: number },
): void {
  const { value } = formulaOf(overrides);
  for (let i = 0; i < count; i++) y[i] = value(x[i]!, alpha, beta);
}

/** d_x = d_y · f′. */
export function d_input(
  { d_y, kept, d_x }: { d_y: Vector; kept: Vector; d_x: Vector },
  { count, alpha, beta }: Params,
  overrides: { FUNCTION: number },
): void {
  const { slope } = formulaOf(overrides);
  for (let i = 0; i < count; i++) d_x[i] = d_y[i]! * slope(kept[i]!, alpha, beta);
}
