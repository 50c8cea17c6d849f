import type { Recorder } from '../../gpu/recorder.js';
import { type BufferSpec, type Slice, tensor } from '../../gpu/tensor.js';
import * as distances from '../../ops/distances.js';
import * as l2Normalize from '../../ops/l2_normalize.js';

export interface MeasureOptions {
  /** Rows of the batch. */
  readonly rows: number;
  /** All that they are compared with, themselves first. */
  readonly columns: number;
  readonly width: number;
  readonly distance: distances.Distance;
}

/** Distances of a batch and the way back to its embeddings. */
export interface MeasurePlan {
  readonly buffers: readonly BufferSpec[];
  /** embeddings [columns, width] → distances [rows, columns] */
  recordForward(recorder: Recorder, buffers: Record<'embeddings' | 'distances', Slice>): void;
  /** dDistances [rows, columns] → dEmbeddings [rows, width], overwritten. The others as they were in forward. */
  recordBackward(
    recorder: Recorder,
    buffers: Record<'embeddings' | 'distances' | 'dDistances' | 'dEmbeddings', Slice>,
  ): void;
}

/** Plans one of the distances. Cosine is measured between the directions of the embeddings, which are made here; the others as they are. */
export function planMeasure({ rows, columns, width, distance }: MeasureOptions): MeasurePlan {
  const shape = { rows, columns, width };
  if (distance !== 'cosine') {
    return {
      buffers: [],
      recordForward: (recorder, buffers) => distances.forward(recorder, distance, buffers, shape),
      recordBackward(recorder, { embeddings, distances: pairs, dDistances, dEmbeddings }) {
        const buffers = { embeddings, distances: pairs, d_distances: dDistances, d_embeddings: dEmbeddings };
        distances.dEmbeddings(recorder, distance, buffers, shape);
      },
    };
  }
  const y = tensor('directions', columns * width);
  const inverse_norm = tensor('inverse norms', columns);
  const d_y = tensor('d directions', rows * width);
  return {
    buffers: [y.buffer, inverse_norm.buffer, d_y.buffer],
    recordForward(recorder, { embeddings, distances: pairs }) {
      l2Normalize.forward(recorder, { x: embeddings, y, inverse_norm }, { rows: columns, width });
      distances.forward(recorder, distance, { embeddings: y, inverse_norm, distances: pairs }, shape);
    },
    recordBackward(recorder, { distances: pairs, dDistances, dEmbeddings }) {
      const buffers = { embeddings: y, distances: pairs, d_distances: dDistances, d_embeddings: d_y };
      distances.dEmbeddings(recorder, distance, buffers, shape);
      l2Normalize.dInput(recorder, { d_y, y, inverse_norm, d_x: dEmbeddings }, { rows, width });
    },
  };
}
