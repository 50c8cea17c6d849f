import { shapeMismatch } from '../errors.js';
import { integerOf } from './attributes.js';
import { type Attributes, elements, type NodeOp, type Shape } from './node.js';
import { onlyInput } from './shape.js';

/** A tensor seen as [outer, count, channels]: `outer` groups of `count` pixels, channels last. */
export interface Groups {
  readonly outer: number;
  readonly count: number;
  readonly channels: number;
}

/** `rows` rows of `shape` as a group a picture; attribute `spatial` (default 2) axes before the channels are its pixels. */
export function groupsOf(name: string, rows: number, shape: Shape, attributes: Attributes): Groups {
  const spatial = spatialOf(name, shape, attributes);
  const outer = rows * elements(shape.slice(0, -1 - spatial));
  return { outer, count: elements(shape.slice(-1 - spatial, -1)), channels: shape.at(-1)! };
}

function spatialOf(name: string, shape: Shape, attributes: Attributes): number {
  const spatial = integerOf(name, attributes, 'spatial', { fallback: 2, least: 1 });
  if (spatial < shape.length) return spatial;
  throw shapeMismatch(name, shape, ['…', `${spatial} spatial axes`, 'channels'], 'set spatial to their number');
}

/** Shape of a row with the spatial axes kept as 1. @throws `shape-mismatch` or `argument-invalid` naming the node. */
export const pooledShape: NodeOp['shape'] = (name, inputs, attributes) => {
  const input = onlyInput(name, inputs);
  const spatial = spatialOf(name, input, attributes);
  return [...input.slice(0, -1 - spatial), ...Array<number>(spatial).fill(1), input.at(-1)!];
};
