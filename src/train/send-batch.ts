import type { Backend } from '../gpu/backend.js';
import { whole } from '../gpu/tensor.js';
import type { Batch } from './source.js';
import type { StepPlan } from './step.js';

/** Writes a batch where the step reads it, piece by piece: rows of the bank, or the features themselves where there is none. */
export function sendBatch(
  backend: Backend,
  { batch, parameters }: StepPlan,
  { rows, labels, strangers }: Batch,
  features: Float32Array,
): void {
  const words = new Uint32Array(batch.batch.length).fill(0xffffffff);
  const pieceRows = batch.encoder.rows;
  for (const [piece, { offset }] of batch.indices.entries()) {
    words.set(rows.subarray(piece * pieceRows, (piece + 1) * pieceRows), offset);
  }
  words.set(labels, batch.labels.offset);
  words.set(strangers.subarray(0, batch.targets.length), batch.targets.offset);
  backend.write(whole(batch.batch), words);
  const width = parameters.graph.inputWidth;
  for (const [piece, slice] of batch.sent.entries()) {
    const sent = new Float32Array(slice.length);
    for (const [i, row] of rows.subarray(piece * pieceRows, (piece + 1) * pieceRows).entries()) {
      sent.set(features.subarray(row * width, (row + 1) * width), i * width);
    }
    backend.write(slice, sent);
  }
}
