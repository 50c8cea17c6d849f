import { broadcast, type Side } from './fact.js';
import type { Rule } from './rule.js';

const gemm: Rule = (call) => {
  const { type, shape: a } = call.input(0);
  const b = call.input(1).shape;
  if (a?.length !== 2 || b?.length !== 2) return { type };
  return { type, shape: [a[call.int('transA', 0) ? 1 : 0]!, b[call.int('transB', 0) ? 0 : 1]!] };
};

/** Numpy's matmul: a vector counts as a row on the left and as a column on the right, and that axis goes again. */
const matMul: Rule = (call) => {
  const { type, shape: a } = call.input(0);
  const b = call.input(1).shape;
  if (!a || !b || a.length === 0 || b.length === 0) return { type };
  const outer = broadcast([a.slice(0, -2), b.slice(0, -2)]);
  const inner: Side[] = [...(a.length > 1 ? [a.at(-2)!] : []), ...(b.length > 1 ? [b.at(-1)!] : [])];
  return { type, shape: outer && [...outer, ...inner] };
};

export const MATRIX: Readonly<Record<string, Rule>> = { Gemm: gemm, MatMul: matMul };
