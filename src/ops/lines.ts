import type { Target } from '../gpu/backend.js';
import { foldedGroups, type Workgroups } from '../gpu/recorder.js';
import { integerOf } from './attributes.js';
import { summingLanes } from './lanes.js';
import { type Attributes, elements, type Shape } from './node.js';

/** A tensor [outer, width, inner] whose lines run along the middle axis. */
export interface LineShape {
  /** outer · inner. */
  readonly lines: number;
  readonly width: number;
  readonly inner: number;
}

/** The axis of a row that attribute `axis` names. @throws `argument-invalid` naming the node. */
export function axisOf(name: string, input: Shape, attributes: Attributes): number {
  return integerOf(name, attributes, 'axis', { most: input.length - 1 });
}

/** `rows` pictures of `shape`, seen as lines along `axis` of a row. */
export function linesAlong(rows: number, shape: Shape, axis: number): LineShape {
  const width = shape[axis]!;
  return { lines: (rows * elements(shape)) / width, width, inner: elements(shape.slice(axis + 1)) };
}

/** Lines side by side that make good use of a read from memory. */
const SIDE_BY_SIDE = 16;
/** Elements of a line that are worth the largest workgroup. */
const LONG = 1024;

/**
 * How many lanes share a line (shaders/shared/line_share.wgsl): no more than it has elements, and so that neighbouring
 * lanes read neighbouring words. A software adapter with lines enough shares none, for that needs no barrier.
 */
export function cutLines(
  target: Target,
  { lines, width, inner }: LineShape,
  workgroup = !target.isFallbackAdapter && width >= LONG ? 256 : summingLanes(target),
): { readonly workgroups: Workgroups; readonly overrides: Readonly<Record<string, number>> } {
  const power = (least: number) => 2 ** Math.ceil(Math.log2(least));
  const beside = Math.max(Math.min(power(inner), SIDE_BY_SIDE), workgroup / power(width));
  const alone = target.isFallbackAdapter && lines >= SIDE_BY_SIDE * workgroup;
  const across = alone ? workgroup : Math.min(Math.max(beside, 1), workgroup);
  return {
    workgroups: foldedGroups(lines, across, target),
    overrides: { WORKGROUP: workgroup, ACROSS: across },
  };
}
