import { axisOf, type Facts } from './facts/fact.js';
import type { OnnxNode } from './graph.js';

/** Operators that keep a shape but work along an axis, with the axis that they take by default. */
const ALONG_AXIS: ReadonlyMap<string, number> = new Map([
  ['Softmax', -1],
  ['LogSoftmax', -1],
  ['Hardmax', -1],
  ['LpNormalization', -1],
  ['LayerNormalization', -1],
]);

/** Operators whose default axis was 1 before operator set 13. */
const ONCE_AXIS_1 = new Set(['Softmax', 'LogSoftmax', 'Hardmax']);

/**
 * Whether a node of a shape that says nothing about it lets a row of its input have a say in another row of its output. Operators
 * that change the first axis are told by their shapes.
 */
export function mixesRows({ op, inputs, outputs, attributes }: OnnxNode, facts: Facts, opset: number): boolean {
  if (op === 'BatchNormalization') return outputs.length > 1 || !!attributes.get('training_mode')?.value;
  // A summand with a row for each of the batch; one row is added to all.
  if (op === 'Gemm') return (facts.get(inputs[2] ?? '')?.shape?.at(-2) ?? 1) !== 1;
  const standard = ALONG_AXIS.get(op);
  const rank = facts.get(inputs[0] ?? '')?.shape?.length;
  if (standard === undefined || rank === undefined) return false;
  const attribute = attributes.get('axis');
  const otherwise = opset < 13 && ONCE_AXIS_1.has(op) ? 1 : standard;
  const axis = axisOf(attribute?.kind === 'int' ? attribute.value : otherwise, rank);
  return axis === undefined || axis === 0;
}
