import dInputCode from '../../shaders/prelu.d_input.wgsl';
import dSlopeCode from '../../shaders/prelu.d_slope.wgsl';
import forwardCode from '../../shaders/prelu.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, groups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { cutRows, oneChunk, scratchOfRows, sumInTwoStages } from './chunks.js';
import type { NodeOp } from './node.js';
import { onlyInput, type RowShape, rowShape } from './shape.js';

export const preluForward = defineKernel({
  name: 'prelu.forward',
  code: forwardCode,
  params: { rows: 'u32', width: 'u32' },
  bindings: { x: 'read', slope: 'read', y: 'read_write' },
});

export const preluDInput = defineKernel({
  name: 'prelu.d_input',
  code: dInputCode,
  params: { rows: 'u32', width: 'u32' },
  bindings: { d_y: 'read', x: 'read', slope: 'read', d_x: 'read_write' },
});

export const preluDSlope = defineKernel({
  name: 'prelu.d_slope',
  code: dSlopeCode,
  params: { rows: 'u32', width: 'u32', chunk: 'u32' },
  bindings: { d_y: 'read', x: 'read', d_slope: 'read_write' },
});

/** y = x > 0 ? x : slope · x. x and y [rows, width], slope [width]. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'slope' | 'y', Slice>,
  { rows, width }: RowShape,
  workgroup = 64,
): void {
  recorder.dispatch(preluForward, {
    buffers,
    params: { rows, width },
    workgroups: foldedGroups(rows * width, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** d_x = x > 0 ? d_y : slope · d_y; overwrites d_x [rows, width]. At x = 0 the factor is the slope, as in PyTorch. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'x' | 'slope' | 'd_x', Slice>,
  { rows, width }: RowShape,
  workgroup = 64,
): void {
  recorder.dispatch(preluDInput, {
    buffers,
    params: { rows, width },
    workgroups: foldedGroups(rows * width, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** d_slope += Σ_rows (x > 0 ? 0 : x · d_y); adds to d_slope [width]. Many rows are summed in two stages, given `sums` (see `cutRows`). */
export function dSlope(
  recorder: Recorder,
  { d_y, x, d_slope, sums }: Record<'d_y' | 'x' | 'd_slope', Slice> & { readonly sums?: Slice | undefined },
  { rows, width }: RowShape,
  workgroup = 64,
): void {
  const chunks = sums ? cutRows(rows, width) : oneChunk(rows);
  sumInTwoStages(recorder, chunks, { partials: sums, out: d_slope }, (out) =>
    recorder.dispatch(preluDSlope, {
      buffers: { d_y, x, d_slope: out },
      params: { rows, width, chunk: chunks.chunk },
      workgroups: [groups(width, workgroup), chunks.chunks, 1],
      overrides: { WORKGROUP: workgroup },
    }),
  );
}

/** The parametric rectified linear unit (K. He et al., 2015), one slope a channel; channels are the last axis. */
export const node: NodeOp = {
  shape: (name, inputs) => onlyInput(name, inputs),
  parameters: ([input]) => ({ slope: [input!.at(-1)!] }),
  saved: () => ({}),
  scratch: (direction, rows, [input]) => (direction === 'backward' ? scratchOfRows(rowShape(rows, input!)) : {}),
  keeps: { inputs: true, output: false },
  forward(recorder, { rows, inputs: [x], output, parameters }) {
    const buffers = { x: x!.slice, slope: parameters['slope']!, y: output.slice };
    forward(recorder, buffers, rowShape(rows, output.shape));
  },
  backward(recorder, call) {
    const { rows, output, parameters, scratch, dOutput: d_y, dParameters } = call;
    const [x] = call.inputs;
    const [d_x] = call.dInputs;
    const { slope: d_slope } = dParameters;
    const shape = rowShape(rows, output.shape);
    if (d_x) dInput(recorder, { d_y, x: x!.slice, slope: parameters['slope']!, d_x }, shape);
    if (d_slope) dSlope(recorder, { d_y, x: x!.slice, d_slope, sums: scratch['sums'] }, shape);
  },
};
