import { plainOrder, withoutAxes } from './layout.js';
import { withOne } from './operand.js';
import type { Operator, Operators } from './operator.js';

/** The axes are an attribute or, in newer opsets, an input. None means all, or that each element is for itself with `noop_with_empty_axes`. */
const reduce =
  (op: string): Operator =>
  (call) => {
    const x = call.activation(0);
    const rank = x.shape.length;
    const given = call.has(1) ? call.integers(1) : call.attributes.integers('axes', []);
    if (given.length === 0 && call.attributes.integer('noop_with_empty_axes', 0) !== 0) {
      // The norm of one number is its size.
      return op === 'reduceL2' ? withOne(call, 'abs', x) : x;
    }
    const all = Array.from({ length: rank + call.lead }, (_, axis) => axis);
    const axes = call.rowAxes(given.length === 0 ? all : given, rank);
    const { node, order } = x.stored[0]!;
    const stored = rank === 0 ? [0] : axes.map((axis) => order.indexOf(axis)).sort((a, b) => a - b);
    const reduced = call.emit(op, [node], { attributes: { axes: stored, keepDims: 1 } });
    if (rank > 0 && call.attributes.integer('keepdims', 1) !== 0) return call.result(reduced, order);
    const shape = plainOrder(rank).flatMap((axis) => (axes.includes(axis) ? [] : [x.shape[axis]!]));
    const kept = withoutAxes(order, axes);
    return call.shapedResult(
      call.reshape(reduced, kept.length === 0 ? [1] : kept.map((axis) => shape[axis]!)),
      shape,
      kept,
    );
  };

export const reduceOperators: Operators = {
  ReduceMean: reduce('reduceMean'),
  ReduceSum: reduce('reduceSum'),
  ReduceL2: reduce('reduceL2'),
};
