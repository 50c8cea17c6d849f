import forwardCode from '../../shaders/add.forward.wgsl';
import { shapeMismatch } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { elements, type NodeOp } from './node.js';

export const addForward = defineKernel({
  name: 'add.forward',
  code: forwardCode,
  params: { count: 'u32' },
  bindings: { a: 'read', b: 'read', y: 'read_write' },
});

/** y = a + b, `count` elements each. */
export function forward(
  recorder: Recorder,
  buffers: Record<'a' | 'b' | 'y', Slice>,
  count: number,
  workgroup = 64,
): void {
  recorder.dispatch(addForward, {
    buffers,
    params: { count },
    workgroups: foldedGroups(Math.ceil(count / 4), workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** The sum of two nodes of one shape: a residual connection. */
export const node: NodeOp = {
  shape: (name, [a, b, ...more]) => {
    if (!a || !b || more.length > 0 || a.join() !== b.join()) {
      throw shapeMismatch(name, b ?? [], a ?? ['width'], 'add takes two inputs of one shape');
    }
    return a;
  },
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: false },
  forward(recorder, { rows, inputs: [a, b], output }) {
    forward(recorder, { a: a!.slice, b: b!.slice, y: output.slice }, rows * elements(output.shape));
  },
  backward(recorder, { dOutput, dInputs }) {
    for (const dInput of dInputs) if (dInput && dInput.buffer !== dOutput.buffer) recorder.copy(dOutput, dInput);
  },
};
