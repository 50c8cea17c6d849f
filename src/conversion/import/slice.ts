import type { Activation } from './builder.js';
import type { NodeCall, Value } from './node-call.js';
import type { Operators } from './operator.js';
import { refuse } from './refusal.js';

/** What is taken of each axis of a row, in ONNX's order. */
export interface Slices {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
}

/** Starts and ends are attributes (below opset 10) or inputs, count from the end where negative, and are cut to the axis. */
function slice(call: NodeCall): Value {
  const x = call.activation(0);
  const rank = x.shape.length;
  const read = (index: number, name: string) =>
    call.has(index) ? call.integers(index) : call.attributes.integers(name, undefined);
  const starts = read(1, 'starts') ?? refuse('has no starts');
  const ends = read(2, 'ends') ?? refuse('has no ends');
  const axes = read(3, 'axes') ?? starts.map((_, axis) => axis);
  const steps = read(4, 'steps') ?? starts.map(() => 1);
  if ([ends, axes, steps].some(({ length }) => length !== starts.length))
    refuse('has starts, ends, axes and steps of different lengths');
  const taken = { starts: x.shape.map(() => 0), sizes: [...x.shape], steps: x.shape.map(() => 1) };
  for (const [i, stated] of axes.entries()) {
    const whole = starts[i] === 0 && ends[i]! >= 2 ** 31 - 1 && steps[i] === 1;
    if (whole) continue;
    const axis = call.rowAxis(stated, rank);
    const side = x.shape[axis]!;
    const step = steps[i]!;
    if (step === 0) refuse('has a step of 0');
    const counted = (value: number) => (value < 0 ? value + side : value);
    // Downwards an end of −1 is behind the first element; what is still negative after counting is that.
    const [low, high] = step > 0 ? [0, side] : [-1, side - 1];
    const cut = (value: number, least: number) => Math.min(Math.max(counted(value), least), high);
    const start = cut(starts[i]!, Math.max(low, 0));
    taken.starts[axis] = start;
    taken.steps[axis] = step;
    taken.sizes[axis] = Math.ceil((cut(ends[i]!, low) - start) / step);
    if (!(taken.sizes[axis]! > 0)) refuse(`leaves nothing of the axis ${stated}`);
  }
  return sliced(call, x, taken);
}

/** The slice in whatever order `x` is stored; `x` itself if all of it is taken. */
export function sliced(call: NodeCall, x: Activation, { starts, sizes, steps }: Slices, part = ''): Activation {
  if (sizes.join() === x.shape.join() && steps.every((step) => step === 1)) return x;
  const { node, order } = x.stored[0]!;
  const stored = (values: readonly number[]) => order.map((axis) => values[axis]!);
  const attributes = { starts: stored(starts), sizes: stored(sizes), steps: stored(steps) };
  return {
    kind: 'activation',
    shape: sizes,
    stored: [{ node: call.emit('slice', [node], { attributes, part }), order }],
  };
}

export const sliceOperators: Operators = { Slice: slice };
