import forwardCode from '../../shaders/augment.forward.wgsl';
import { type AugmentParams, augmentParams } from '../cpu/augmentation.js';
import { KinfoldError, shapeMismatch } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import { type Dispatch, foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import type { NodeOp, Shape } from './node.js';

export const augmentForward = defineKernel({
  name: 'augment.forward',
  code: forwardCode,
  params: {
    rows: 'u32',
    height: 'u32',
    width: 'u32',
    channels: 'u32',
    flip: 'u32',
    shift: 'f32',
    scale: 'f32',
    rotate: 'f32',
    gain: 'f32',
    offset: 'f32',
    tint: 'f32',
    shade: 'f32',
    blur: 'f32',
    noise: 'f32',
    erase: 'u32',
    erase_height: 'u32',
    erase_width: 'u32',
    fill: 'f32',
    seed: 'u32',
    step: 'u32',
  },
  bindings: { x: 'read', y: 'read_write' },
});

/** y = a random view of each row of x; the returned dispatch takes a new `seed` and `step` before each run. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'y', Slice>,
  params: AugmentParams & { readonly rows: number },
  workgroup = 64,
): Dispatch {
  return recorder.dispatch(augmentForward, {
    buffers,
    params,
    workgroups: foldedGroups(params.rows * params.height * params.width, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup, TAPS: params.blur > 0 ? 3 : 1 },
  });
}

/** Sides of a picture that the kernel can place a rectangle in. */
const MAX_SIDE = 65_535;

function pictureShape(name: string, inputs: readonly Shape[]): readonly [number, number, number] {
  const [height, width, channels, ...more] = inputs[0] ?? [];
  const sides = [height ?? 0, width ?? 0];
  if (
    inputs.length === 1 &&
    channels! > 0 &&
    more.length === 0 &&
    sides.every((side) => side > 0 && side <= MAX_SIDE)
  ) {
    return [height!, width!, channels!];
  }
  throw shapeMismatch(
    name,
    inputs.flat(),
    ['height', 'width', 'channels'],
    `it takes one picture a row, its sides up to ${MAX_SIDE}; got ${inputs.length} inputs`,
  );
}

/**
 * Gives every row a random view of its picture in training. Row shape [height, width, channels]; attributes: see
 * {@link Augmentation}. What is drawn depends on the row of the batch, the step and the seed of the run alone.
 * Nothing in front of it can learn.
 */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    const shape = pictureShape(name, inputs);
    augmentParams(name, shape, attributes);
    return shape;
  },
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: false },
  trainingOnly: true,
  forward(recorder, { name, rows, attributes, inputs: [x], output }) {
    const params = augmentParams(name, pictureShape(name, [x!.shape]), attributes);
    forward(recorder, { x: x!.slice, y: output.slice }, { rows, ...params });
  },
  backward(_, { name, dInputs: [d_x] }) {
    if (!d_x) return;
    throw new KinfoldError(
      'argument-invalid',
      `${name}: a node in front of augment learns, expected none; augmentation has no gradient, put it behind the input`,
    );
  },
};
