import type { Shape } from '../../ops/node.js';

/**
 * How a row of an ONNX tensor is stored: axis i of what is stored is axis order[i] of the ONNX row. [0, 1, 2 …] is ONNX's own
 * order; [1, 2, 0] is [channels, height, width] stored channels last.
 */
export type Order = readonly number[];

export function plainOrder(rank: number): Order {
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** Channels last; `channel` is their axis in the ONNX row, the axes before it stay in front. */
export function channelsLastOrder(rank: number, channel: number): Order {
  return [...plainOrder(rank).filter((axis) => axis !== channel), channel];
}

export function isPermutation(order: readonly number[], rank: number): boolean {
  return order.length === rank && new Set(order).size === rank && order.every((axis) => axis >= 0 && axis < rank);
}

/** The shape of what is stored. A row without axes, a single number, is stored as [1]. */
export function storedShape(shape: Shape, order: Order): Shape {
  return order.length === 0 ? [1] : order.map((axis) => shape[axis]!);
}

/** The shape of the ONNX row of something stored in `order`. */
export function onnxShape(stored: Shape, order: Order): Shape {
  return plainOrder(order.length).map((axis) => stored[order.indexOf(axis)]!);
}

/** True if both orders store the same words: they differ by axes of one element at most. */
export function sameWords(shape: Shape, a: Order, b: Order): boolean {
  const counted = (order: Order) => order.filter((axis) => shape[axis] !== 1).join();
  return counted(a) === counted(b);
}

/** The order without some axes of the ONNX row; the axes that stay are numbered anew. */
export function withoutAxes(order: Order, gone: readonly number[]): Order {
  return order.filter((axis) => !gone.includes(axis)).map((axis) => axis - gone.filter((other) => other < axis).length);
}

/** The order of a row that got axes of one element at the places `added` (ascending); plain stays plain. */
export function withAxes(order: Order, added: readonly number[]): Order {
  const rank = order.length + added.length;
  if (order.every((axis, i) => axis === i)) return plainOrder(rank);
  const kept = plainOrder(rank).filter((axis) => !added.includes(axis));
  return [...added, ...order.map((axis) => kept[axis]!)];
}

/** The shape without its leading ones, but with one axis at least: what numpy's broadcasting makes of it is the same. */
export function withoutLeadingOnes(shape: Shape): Shape {
  const first = shape.findIndex((side) => side !== 1);
  return first < 0 ? [1] : shape.slice(first);
}

/** `values` of `shape` with its axes permuted: axis i of the result is axis order[i]. The same array where no word moves. */
export function permute(values: Float32Array, shape: Shape, order: Order): Float32Array {
  if (sameWords(shape, order, plainOrder(shape.length))) return values;
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const sides = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  const permuted = new Float32Array(values.length);
  const place = new Array<number>(order.length).fill(0);
  let from = 0;
  for (let to = 0; to < permuted.length; to++) {
    permuted[to] = values[from]!;
    for (let axis = order.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++place[axis]! < sides[axis]!) break;
      from -= steps[axis]! * sides[axis]!;
      place[axis] = 0;
    }
  }
  return permuted;
}
