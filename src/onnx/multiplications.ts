import { countOf, type Facts } from './facts/fact.js';
import type { OnnxNode } from './graph.js';

/**
 * Multiply-accumulates of a convolution or matrix product for one row, i.e. for one entry of the output's first axis; 0 for any other
 * operator; undefined where a shape is not known.
 */
export function multiplications(
  { op, domain, inputs, outputs, attributes }: OnnxNode,
  facts: Facts,
): number | undefined {
  const isProduct = domain === '' && (op === 'Conv' || op === 'Gemm' || op === 'MatMul');
  if (!isProduct) return 0;
  const made = countOf(facts.get(outputs[0] ?? '')?.shape?.slice(1));
  const second = facts.get(inputs[1] ?? '')?.shape;
  if (made === undefined || !second) return undefined;
  if (op === 'Conv') return times(made, countOf(second.slice(1)));
  const isTransposed = op === 'Gemm' && !!attributes.get('transB')?.value;
  return times(made, countOf([isTransposed ? second.at(-1)! : (second.at(-2) ?? second[0]!)]));
}

const times = (a: number, b: number | undefined): number | undefined => (b === undefined ? undefined : a * b);
