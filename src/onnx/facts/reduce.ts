import { axesOf, axisOf, type Side } from './fact.js';
import type { Call, Rule } from './rule.js';

function without(
  shape: readonly Side[] | undefined,
  axes: readonly Side[] | undefined,
  keep: boolean,
): Side[] | undefined {
  const gone = axes && shape && axesOf(axes, shape.length);
  if (!gone) return undefined;
  return shape.flatMap((side, axis) => (gone.includes(axis) ? (keep ? [1] : []) : [side]));
}

const reduce: Rule = (call) => {
  const { type, shape } = call.input(0);
  const listed = call.listed('axes', 1);
  const isAll = listed === 'none' || listed?.length === 0;
  if (isAll && call.int('noop_with_empty_axes', 0)) return { type, shape };
  const axes = isAll ? shape?.map((_, axis) => axis) : (listed as readonly Side[] | undefined);
  return { type, shape: without(shape, axes, keeps(call)) };
};

const arg: Rule = (call) => {
  const { shape } = call.input(0);
  const axis = shape && axisOf(call.int('axis', 0), shape.length);
  return { type: 'int64', shape: axis === undefined ? undefined : without(shape, [axis], keeps(call)) };
};

const keeps = (call: Call): boolean => call.int('keepdims', 1) !== 0;

const REDUCTIONS = 'Mean Sum Max Min Prod L1 L2 LogSum LogSumExp SumSquare';

export const REDUCE: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(REDUCTIONS.split(' ').map((name) => [`Reduce${name}`, reduce])),
  ArgMax: arg,
  ArgMin: arg,
};
