import type { NodeCall, Value } from './node-call.js';
import type { Operators } from './operator.js';
import { refuse } from './refusal.js';
import { windowAttributes } from './window.js';

/** Conv over series or pictures. One whose groups have a channel each is a depthwise one, which has kernels of its own. */
function conv(call: NodeCall): Value {
  const [outputs = 0, each = 0, ...kernel] = call.constant(1).dims;
  const x = call.activation(0);
  const order = call.channelsLast(x);
  const channels = x.shape[1 - call.lead]!;
  const groups = call.attributes.integer('group', 1);
  if (each * groups !== channels) {
    refuse(`has weights of ${each} channels in ${groups} groups for an input of ${channels} channels`);
  }
  const stated = call.attributes.integers('kernel_shape', kernel);
  if (stated.join() !== kernel.join()) refuse(`states a kernel [${stated.join(', ')}] but has [${kernel.join(', ')}]`);
  const attributes = {
    ...windowAttributes(call, kernel, x.shape.slice(2 - call.lead)),
    bias: call.has(2) ? 1 : 0,
  };
  const bias = call.has(2) ? { bias: call.weight(2, { view: [outputs] }) } : {};
  const inputs = [call.stored(x, order)];
  const spatial = kernel.map((_, axis) => 2 + axis);
  const node =
    groups > 1 && each === 1
      ? call.emit('depthwiseConv', inputs, {
          attributes: { ...attributes, multiplier: outputs / channels },
          parameters: {
            weight: call.weight(1, { view: [outputs, ...kernel], order: [...spatial.map((axis) => axis - 1), 0] }),
            ...bias,
          },
        })
      : call.emit('conv', inputs, {
          attributes: { ...attributes, outputs, groups },
          parameters: { weight: call.weight(1, { order: [0, ...spatial, 1] }), ...bias },
        });
  return call.result(node, order);
}

export const convOperators: Operators = { Conv: conv };
