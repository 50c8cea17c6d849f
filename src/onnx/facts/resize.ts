import { type Side, UNKNOWN } from './fact.js';
import { quotient } from './layout.js';
import type { Call, Rule } from './rule.js';

const tile: Rule = (call) => {
  const { type, shape } = call.input(0);
  const repeats = call.input(1).values;
  if (!shape || repeats?.length !== shape.length) return { type };
  return { type, shape: shape.map((side, axis) => times(side, repeats[axis]!)) };
};

const pad: Rule = (call) => {
  const { type, shape } = call.input(0);
  const pads = call.listed('pads', 1);
  if (!shape || !pads || pads === 'none' || call.has(3) || pads.length !== 2 * shape.length) return { type };
  return { type, shape: shape.map((side, axis) => plus(side, pads[axis]!, pads[axis + shape.length]!)) };
};

const times = (side: Side, factor: Side): Side => {
  if (factor === 1) return side;
  return typeof side === 'number' && typeof factor === 'number' ? side * factor : UNKNOWN;
};

const plus = (side: Side, begin: Side, end: Side): Side => {
  if (begin === 0 && end === 0) return side;
  const isKnown = typeof side === 'number' && typeof begin === 'number' && typeof end === 'number';
  return isKnown && side + begin + end >= 0 ? side + begin + end : UNKNOWN;
};

/** Sizes or scales of one axis each. Those of single axes and those that keep a ratio are not followed. */
const resize: Rule = (call) => {
  const { type, shape } = call.input(0);
  const isPlain = !call.ints('axes') && call.text('keep_aspect_ratio_policy', 'stretch') === 'stretch';
  if (!shape || !isPlain) return { type };
  const sizes = call.has(3) ? call.input(3).values : undefined;
  if (sizes?.length === shape.length) return { type, shape: sizes };
  const scales = call.input(scalesAt(call)).values;
  if (call.has(3) || scales?.length !== shape.length) return { type };
  return { type, shape: shape.map((side, axis) => scaled(side, scales[axis]!)) };
};

const scalesAt = ({ node, opset }: Call): number => (node.op === 'Upsample' || opset < 11 ? 1 : 2);

/** In float32, as runtimes multiply. */
const scaled = (side: Side, scale: Side): Side => {
  if (scale === 1) return side;
  return typeof side === 'number' && typeof scale === 'number' ? Math.floor(Math.fround(side * scale)) : UNKNOWN;
};

const depthToSpace: Rule = (call) => {
  const { type, shape } = call.input(0);
  const block = call.int('blocksize', 0);
  if (shape?.length !== 4 || block < 1) return { type };
  const [rows, channels, height, width] = shape as [Side, Side, Side, Side];
  return { type, shape: [rows, quotient([channels], [block * block]), times(height, block), times(width, block)] };
};

export const RESIZE: Readonly<Record<string, Rule>> = {
  Tile: tile,
  Pad: pad,
  Resize: resize,
  Upsample: resize,
  DepthToSpace: depthToSpace,
};
