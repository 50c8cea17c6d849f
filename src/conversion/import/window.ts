import type { Attributes } from '../../ops/node.js';
import type { NodeCall } from './node-call.js';
import { refuse } from './refusal.js';

/**
 * The attributes that convolutions and pools share, with `auto_pad` worked out for the input's `spatial` sides. SAME pads so
 * that the output has ⌈input / stride⌉ cells; an odd cell goes to the end (UPPER) or to the begin (LOWER).
 */
export function windowAttributes(call: NodeCall, kernel: readonly number[], spatial: readonly number[]): Attributes {
  const axes = spatial.length;
  if (axes !== 1 && axes !== 2) refuse(`works on ${axes} axes behind the channels, expected one or two`);
  if (kernel.length !== axes) refuse(`has a kernel [${kernel.join(', ')}] for ${axes} axes behind the channels`);
  const each = (name: string) => {
    const values = call.attributes.integers(name, Array<number>(axes).fill(1));
    return values.length === axes ? values : refuse(`has ${name} [${values.join(', ')}], expected ${axes} numbers`);
  };
  const strides = each('strides');
  const dilations = each('dilations');
  const pads = () => {
    const auto = call.attributes.text('auto_pad', 'NOTSET');
    if (auto === 'NOTSET') return call.attributes.integers('pads', Array<number>(2 * axes).fill(0));
    if (auto === 'VALID') return Array<number>(2 * axes).fill(0);
    if (auto !== 'SAME_UPPER' && auto !== 'SAME_LOWER') return refuse(`has the auto_pad ${auto}`);
    const totals = spatial.map((side, axis) => {
      const reach =
        (Math.ceil(side / strides[axis]!) - 1) * strides[axis]! + (kernel[axis]! - 1) * dilations[axis]! + 1;
      return Math.max(reach - side, 0);
    });
    const half = totals.map((total) => (auto === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2)));
    return [...half, ...totals.map((total, axis) => total - half[axis]!)];
  };
  return { kernel, strides, dilations, pads: pads() };
}
