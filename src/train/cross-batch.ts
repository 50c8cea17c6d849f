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
 * The ring fills up from its first place on, batch by batch. A step that is skipped brings none, which the host learns at the next
 * read-back. So while the ring fills up, steps are compared with the batches alone that are known to stand there, and a place that a
 * skipped step left empty is filled by a later one.
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
  /** Sets where the step puts its batch that comes after so many. */
  prepare(program: Program, batches: number): void;
  /** Columns of a step that is compared with so many batches before it: those that the ring holds, and its own. */
  columns(batches: number): number;
  /** True if the ring is full with so many. */
  isFull(batches: number): boolean;
  /** How many batches stand in the ring without a gap, if there were `batches` before some steps in a row. */
  remembered(batches: number, steps: readonly { readonly skipped: boolean }[]): number;
}

/** @param candidates - of the objective: [rows + capacity, width], into whose first rows it copies the batch. */
export function planCrossBatch(shape: CrossBatchShape, candidates: Slice): CrossBatch {
  const { rows, capacity } = shape;
  const kept = keptRows(shape);
  const labels = tensor('labels across batches', rows + capacity, 'u32');
  const isFull = (batches: number) => batches * kept >= capacity;
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
    prepare(program, batches) {
      program.setParams(dispatch!, { first: (batches * kept) % capacity });
    },
    columns: (batches) => rows + Math.min(capacity, batches * kept),
    isFull,
    remembered(batches, steps) {
      const empty = steps.findIndex(({ skipped }, i) => skipped && !isFull(batches + i));
      return batches + (empty === -1 ? steps.length : empty);
    },
  };
}
