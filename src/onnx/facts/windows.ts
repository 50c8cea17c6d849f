import { type Fact, isNumbers, type Side, UNKNOWN } from './fact.js';
import type { Call, Rule } from './rule.js';

/** The attributes that convolutions and pools share, complete. */
interface Windows {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begin and end of each axis, in ONNX's order. */
  readonly pads: readonly number[];
  readonly autoPad: string;
  readonly ceil: boolean;
}

function windowsOf(call: Call, kernel: readonly Side[] | undefined): Windows | undefined {
  if (!isNumbers(kernel)) return undefined;
  const rank = kernel.length;
  const strides = call.ints('strides') ?? kernel.map(() => 1);
  const dilations = call.ints('dilations') ?? kernel.map(() => 1);
  const pads = call.ints('pads') ?? new Array<number>(2 * rank).fill(0);
  const fits = strides.length === rank && dilations.length === rank && pads.length === 2 * rank;
  const isSound = [...kernel, ...strides, ...dilations].every((value) => value >= 1) && pads.every((pad) => pad >= 0);
  if (!fits || !isSound) return undefined;
  return {
    kernel,
    strides,
    dilations,
    pads,
    autoPad: call.text('auto_pad', 'NOTSET'),
    ceil: call.int('ceil_mode', 0) !== 0,
  };
}

/** Length of an axis after windows went over it. Undefined if not one window fits. */
function slide(
  side: Side,
  axis: number,
  { kernel, strides, dilations, pads, autoPad, ceil }: Windows,
): Side | undefined {
  const stride = strides[axis]!;
  const extent = (kernel[axis]! - 1) * dilations[axis]! + 1;
  if (autoPad.startsWith('SAME_')) {
    if (typeof side === 'string') return stride === 1 ? side : UNKNOWN;
    return Math.ceil(side / stride);
  }
  const begin = autoPad === 'VALID' ? 0 : pads[axis]!;
  const added = autoPad === 'VALID' ? 0 : begin + pads[kernel.length + axis]!;
  if (typeof side === 'string') return stride === 1 && added === extent - 1 ? side : UNKNOWN;
  const room = side + added - extent;
  if (room < 0) return undefined;
  if (!ceil) return Math.floor(room / stride) + 1;
  const windows = Math.ceil(room / stride) + 1;
  // Runtimes differ on whether a window counts that begins in the padding behind.
  return (windows - 1) * stride >= side + begin ? UNKNOWN : windows;
}

function slideAll(shape: readonly Side[], windows: Windows, channels: Side): Side[] | undefined {
  if (shape.length !== windows.kernel.length + 2) return undefined;
  const sides = shape.slice(2).map((side, axis) => slide(side, axis, windows));
  return sides.includes(undefined) ? undefined : [shape[0]!, channels, ...(sides as Side[])];
}

const conv: Rule = (call) => {
  const { type, shape } = call.input(0);
  const weight = call.input(1).shape;
  if (!shape || !weight || weight.length < 3) return { type };
  const windows = windowsOf(call, weight.slice(2));
  return { type, shape: windows && slideAll(shape, windows, weight[0]!) };
};

const pool: Rule = (call) => {
  const { type, shape } = call.input(0);
  const windows = windowsOf(call, call.ints('kernel_shape'));
  const result: Fact = { type, shape: shape && windows && slideAll(shape, windows, shape[1]!) };
  // The second output of MaxPool is the place of each maximum.
  return [result, { ...result, type: 'int64' }];
};

const globalPool: Rule = (call) => {
  const { type, shape } = call.input(0);
  return { type, shape: shape?.map((side, axis) => (axis < 2 ? side : 1)) };
};

export const WINDOWS: Readonly<Record<string, Rule>> = {
  Conv: conv,
  MaxPool: pool,
  AveragePool: pool,
  LpPool: pool,
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
  GlobalLpPool: globalPool,
};
