import { plainOrder } from './layout.js';
import type { NodeCall, Value } from './node-call.js';
import type { Operators } from './operator.js';
import { refuse } from './refusal.js';
import { sliced } from './slice.js';

/** Pads are an attribute (below opset 11) or an input, from opset 18 on for some axes only. Negative ones cut. */
function pad(call: NodeCall): Value {
  const x = call.activation(0);
  const rank = x.shape.length;
  const mode = call.attributes.text('mode', 'constant');
  if (mode !== 'constant' && mode !== 'reflect' && mode !== 'edge') refuse(`has the mode ${mode}`);
  const stated = call.has(1)
    ? call.integers(1)
    : (call.attributes.integers('pads', undefined) ?? refuse('has no pads'));
  const all = plainOrder(rank + call.lead);
  const axes = call.has(3) ? call.integers(3) : all;
  if (stated.length !== 2 * axes.length) refuse(`has ${stated.length} pads for ${axes.length} axes`);
  const begins = x.shape.map(() => 0);
  const ends = x.shape.map(() => 0);
  for (const [i, axis] of axes.entries()) {
    const [begin, end] = [stated[i]!, stated[i + axes.length]!];
    if (begin === 0 && end === 0) continue;
    const counted = call.rowAxis(axis, rank);
    begins[counted] = begin;
    ends[counted] = end;
  }
  const cuts = [...begins, ...ends].some((amount) => amount < 0);
  if (cuts && mode !== 'constant') refuse(`cuts by negative pads in the mode ${mode}`);
  const inner = sliced(
    call,
    x,
    {
      starts: begins.map((begin) => Math.max(-begin, 0)),
      sizes: x.shape.map((side, axis) => side + Math.min(begins[axis]!, 0) + Math.min(ends[axis]!, 0)),
      steps: x.shape.map(() => 1),
    },
    'cut',
  );
  const amounts = [...begins, ...ends].map((amount) => Math.max(amount, 0));
  if (amounts.every((amount) => amount === 0)) return inner;
  const { node, order } = inner.stored[0]!;
  const value = call.has(2) ? call.scalar(2) : call.attributes.float('value', 0);
  const pads = [...order.map((axis) => amounts[axis]!), ...order.map((axis) => amounts[axis + rank]!)];
  return call.result(call.emit('pad', [node], { attributes: { pads, mode, value } }), order);
}

export const padOperators: Operators = { Pad: pad };
