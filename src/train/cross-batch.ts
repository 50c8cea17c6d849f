import type { Backend, Program } from '../gpu/backend.js';
import type { Dispatch, Recorder } from '../gpu/recorder.js';
import { type BufferSpec, type Slice, tensor } from '../gpu/tensor.js';
import { type CrossBatchShape, keptRows, remember } from '../ops/cross_batch.js';

/** The label of a place that nothing was put into: no picture has it. */
const NOBODY = 0xffffffff;

/**
 * Embeddings of earlier batches, as they were then, that each batch is compared with too: many more negatives and positives for the price
 * of their distances (X. Wang et al., "Cross-batch memory for embedding learning", 2020). No gradient goes to them.
 *
 * The ring fills up from its first place on, and a step is told how many columns there are: places that are still empty take no part in
 * it. If a step is skipped while the ring fills up, its places do take part, as zero rows of nobody: at distance 1 of every unit vector,
 * and with a pull along it, which normalising takes out of the gradient.
 */
export interface CrossBatch {
  /** [rows + capacity], u32: the batch's labels, then those of the ring. */
  readonly labels: Slice;
  /** All that later steps depend on. */
  readonly buffers: readonly BufferSpec[];
  /** Brings the labels of the batch to those of the ring. */
  recordLabels(recorder: Recorder, batch: Slice): void;
  /** Puts the batch into the ring; `control` is that of the gradient's norm. */
  record(recorder: Recorder, control: Slice): void;
  /** Empties the ring. */
  reset(backend: Backend): void;
  /** Sets what changes in step t = 1, 2, …, all of which were run. */
  prepare(program: Program, step: number): void;
  /** The first step that meets a full ring. */
  readonly full: number;
  /** Columns of step t: the batch, and what the steps before it have left. */
  columns(step: number): number;
}

/** @param candidates - of the objective: [rows + capacity, width], into whose first rows it copies the batch. */
export function planCrossBatch(shape: CrossBatchShape, candidates: Slice): CrossBatch {
  const { rows, capacity } = shape;
  const kept = keptRows(shape);
  const labels = tensor('labels across batches', rows + capacity, 'u32');
  let dispatch: Dispatch | undefined;
  return {
    labels,
    buffers: [candidates.buffer, labels.buffer],
    recordLabels: (recorder, batch) => recorder.copy(batch, { ...labels, length: rows }),
    record(recorder, control) {
      dispatch = remember(recorder, { control, embeddings: candidates, labels }, { ...shape, first: 0 });
    },
    reset(backend) {
      backend.write(labels, new Uint32Array(labels.length).fill(NOBODY));
      backend.write(candidates, new Float32Array(candidates.length));
    },
    prepare(program, step) {
      program.setParams(dispatch!, { first: ((step - 1) * kept) % capacity });
    },
    full: 1 + Math.ceil(capacity / kept),
    columns: (step) => rows + Math.min(capacity, (step - 1) * kept),
  };
}
