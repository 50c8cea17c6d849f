import { groups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { cutRows, oneChunk, sumInTwoStages } from './chunks.js';
import * as kernels from './linear_kernels.js';

/** d_bias += Σ_rows d_y; adds to d_bias [outputs]. Many rows are summed in two stages, given `sums` (see `cutRows`). */
export function dBias(
  recorder: Recorder,
  { d_y, d_bias, sums }: Record<'d_y' | 'd_bias', Slice> & { readonly sums?: Slice | undefined },
  { rows, outputs }: { readonly rows: number; readonly outputs: number },
  workgroup = 64,
): void {
  const chunks = sums ? cutRows(rows, outputs) : oneChunk(rows);
  sumInTwoStages(recorder, chunks, { partials: sums, out: d_bias }, (out) =>
    recorder.dispatch(kernels.linearDBias, {
      buffers: { d_y, d_bias: out },
      params: { rows, outputs, chunk: chunks.chunk },
      workgroups: [groups(outputs, workgroup), chunks.chunks, 1],
      overrides: { WORKGROUP: workgroup },
    }),
  );
}
