import {
  arrange,
  axesOf,
  broadcast,
  countOf,
  type Fact,
  isNumbers,
  isSame,
  type Side,
  UNKNOWN,
  valueAt,
} from './fact.js';
import type { Rule } from './rule.js';

/** The product of `sides` divided by that of `by`, with free sides cancelled; '?' where it is not known. */
export function quotient(sides: readonly Side[], by: readonly Side[]): Side {
  const rest = [...sides];
  let divisor = 1;
  for (const side of by) {
    const at = rest.findIndex((other) => isSame(other, side));
    if (at !== -1) rest.splice(at, 1);
    else if (typeof side === 'number') divisor *= side;
    else return UNKNOWN;
  }
  const names = rest.filter((side) => typeof side === 'string');
  const product = rest.reduce<number>((total, side) => (typeof side === 'number' ? total * side : total), 1);
  const value = product / divisor;
  if (names.length === 0) return Number.isSafeInteger(value) && value >= 0 ? value : UNKNOWN;
  return names.length === 1 && value === 1 ? names[0]! : UNKNOWN;
}

/** The shape that a Reshape to `target` gives; undefined if it cannot be. */
export function reshaped(
  data: readonly Side[] | undefined,
  target: readonly Side[],
  allowZero: boolean,
): Side[] | undefined {
  const copies = target.map((side) => side === 0 && !allowZero);
  if (copies.some((copy, axis) => copy && data && axis >= data.length)) return undefined;
  const shape = target.map((side, axis) => (copies[axis] ? (data?.[axis] ?? UNKNOWN) : side));
  const open = target.indexOf(-1);
  if (open === -1) return shape.every((side) => typeof side === 'string' || side >= 0) ? shape : undefined;
  // An axis that is copied is the same on both sides, whatever it is.
  const left = data?.filter((_, axis) => !copies[axis]);
  const right = shape.filter((_, axis) => axis !== open && !copies[axis]);
  if (right.includes(-1)) return undefined;
  shape[open] = left ? quotient(left, right) : UNKNOWN;
  return shape;
}

/** The same elements in the same order under another shape. */
const renamed = ({ type, values }: Fact, shape: readonly Side[] | undefined): Fact => ({
  type,
  shape,
  values: shape && countOf(shape) === values?.length ? values : undefined,
});

const reshape: Rule = (call) => {
  const target = call.input(1);
  const rank = target.shape?.length === 1 ? target.shape[0] : undefined;
  if (target.values) {
    return renamed(call.input(0), reshaped(call.input(0).shape, target.values, call.int('allowzero', 0) !== 0));
  }
  const isSmall = typeof rank === 'number' && rank <= 32;
  return { type: call.input(0).type, shape: isSmall ? new Array<Side>(rank).fill(UNKNOWN) : undefined };
};

const flatten: Rule = (call) => {
  const { shape } = call.input(0);
  const axis = call.int('axis', 1);
  if (!shape || axis < -shape.length || axis > shape.length) return { type: call.input(0).type };
  const cut = axis < 0 ? axis + shape.length : axis;
  return renamed(call.input(0), [quotient(shape.slice(0, cut), []), quotient(shape.slice(cut), [])]);
};

const squeeze: Rule = (call) => {
  const { type, shape } = call.input(0);
  const listed = call.listed('axes', 1);
  if (!shape) return { type };
  // Without a list every side of 1 goes, and a free side may be one.
  if (listed === 'none')
    return isNumbers(shape)
      ? renamed(
          call.input(0),
          shape.filter((side) => side !== 1),
        )
      : { type };
  const axes = axesOf(listed, shape.length);
  if (!axes || axes.some((axis) => shape[axis] !== 1)) return { type };
  return renamed(
    call.input(0),
    shape.filter((_, axis) => !axes.includes(axis)),
  );
};

const unsqueeze: Rule = (call) => {
  const { type, shape } = call.input(0);
  const listed = call.listed('axes', 1);
  if (!shape || !listed || listed === 'none') return { type };
  const axes = axesOf(listed, shape.length + listed.length);
  if (!axes) return { type };
  const rest = [...shape];
  return renamed(
    call.input(0),
    Array.from({ length: shape.length + axes.length }, (_, axis) => (axes.includes(axis) ? 1 : rest.shift()!)),
  );
};

const transpose: Rule = (call) => {
  const { type, shape, values } = call.input(0);
  const order = shape && axesOf(call.ints('perm') ?? shape.map((_, axis) => axis).reverse(), shape.length);
  if (!order || order.length !== shape.length) return { type };
  const result = order.map((axis) => shape[axis]!);
  const source =
    values &&
    ((index: readonly number[]) =>
      valueAt(
        call.input(0),
        shape.map((_, axis) => index[order.indexOf(axis)]!),
      ));
  return { type, shape: result, values: source && arrange(result, source) };
};

const expand: Rule = (call) => {
  const { type, shape, values } = call.input(0);
  const result = broadcast([shape, call.input(1).values]);
  return { type, shape: result, values: values && arrange(result, (index) => valueAt(call.input(0), index)) };
};

export const LAYOUT: Readonly<Record<string, Rule>> = {
  Identity: (call) => call.input(0),
  // A mask as second output is of no use at inference, so nothing is said of it.
  Dropout: (call) => call.input(0),
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Expand: expand,
};
