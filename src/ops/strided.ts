import gatherCode from '../../shaders/strided.gather.wgsl';
import gatherQuadsCode from '../../shaders/strided.gather_quads.wgsl';
import scatterCode from '../../shaders/strided.scatter.wgsl';
import scatterQuadsCode from '../../shaders/strided.scatter_quads.wgsl';
import { defineKernel, type Kernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { elements, type Shape } from './node.js';
import { axisFields, axisValues, collapse } from './strides.js';

const params = { count: 'u32', first: 'u32', ...axisFields('size'), ...axisFields('stride') } as const;
const bindings = { x: 'read', y: 'read_write' } as const;

export const stridedGather = defineKernel({ name: 'strided.gather', code: gatherCode, params, bindings });

/** `gather` where four words stay together. */
export const stridedGatherQuads = defineKernel({
  name: 'strided.gather_quads',
  code: gatherQuadsCode,
  params,
  bindings,
});

export const stridedScatter = defineKernel({ name: 'strided.scatter', code: scatterCode, params, bindings });

/** `scatter` where four words stay together. */
export const stridedScatterQuads = defineKernel({
  name: 'strided.scatter_quads',
  code: scatterQuadsCode,
  params,
  bindings,
});

/** Words of a tensor read as a row-major tensor of `sizes`: neighbours along an axis are `strides` words apart. */
export interface View {
  readonly sizes: Shape;
  /** May be negative, and 0 to repeat along an axis where the view is only read. */
  readonly strides: readonly number[];
  /** The word of the view's first element, default 0. */
  readonly first?: number;
}

/**
 * y = the view of x, row-major; overwrites y [sizes].
 *
 * @throws `limit-exceeded` naming `name` if more than eight axes do not lie together.
 */
export function gather(
  recorder: Recorder,
  name: string,
  buffers: Record<'x' | 'y', Slice>,
  view: View,
  workgroup?: number,
): void {
  move(recorder, name, [stridedGather, stridedGatherQuads], buffers, view, workgroup);
}

/** The view of y = x [sizes]; the other words of y stay. Strides may not be 0 here. The errors of `gather`. */
export function scatter(
  recorder: Recorder,
  name: string,
  buffers: Record<'x' | 'y', Slice>,
  view: View,
  workgroup?: number,
): void {
  move(recorder, name, [stridedScatter, stridedScatterQuads], buffers, view, workgroup);
}

function move(
  recorder: Recorder,
  name: string,
  [words, quads]: readonly [
    words: Kernel<keyof typeof params, 'x' | 'y'>,
    quads: Kernel<keyof typeof params, 'x' | 'y'>,
  ],
  buffers: Record<'x' | 'y', Slice>,
  { sizes: all, strides: apart, first = 0 }: View,
  workgroup = 64,
): void {
  const {
    sizes,
    strides: [strides],
  } = collapse(name, all, apart);
  const outer = strides!.slice(0, -1);
  const together = strides!.at(-1) === 1 && [sizes.at(-1)!, first, ...outer].every((words) => words % 4 === 0);
  const unit = together ? 4 : 1;
  const count = elements(all) / unit;
  recorder.dispatch(together ? quads : words, {
    buffers,
    params: {
      count,
      first: first / unit,
      ...axisValues('size', [...sizes.slice(0, -1), sizes.at(-1)! / unit]),
      ...axisValues('stride', [...outer.map((stride) => stride / unit), strides!.at(-1)!]),
    },
    workgroups: foldedGroups(count, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}
