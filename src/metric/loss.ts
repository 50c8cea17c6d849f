import type { Recorder } from '../gpu/recorder.js';
import { type BufferSpec, type Slice, tensor } from '../gpu/tensor.js';
import type { Distance } from '../ops/distances.js';
import type { Reducer } from '../ops/reducer.js';
import * as triplet from '../ops/triplet.js';

/** What a batch costs, from its distances. */
export type Loss = triplet.TripletLoss;

export const losses: readonly Loss[] = ['hinge', 'softMargin'];

export interface LossOptions {
  /** Anchors. */
  readonly rows: number;
  /** Candidates, the anchors first. */
  readonly columns: number;
  readonly distance: Distance;
  readonly loss: Loss;
  readonly swap: boolean;
  readonly reducer: Reducer;
  readonly margin: number;
}

/** What a loss reads and writes, all of u32 or f32. */
export interface LossBuffers {
  /** [rows, columns] */
  readonly distances: Slice;
  /** [columns] */
  readonly labels: Slice;
  /** Mined triplets, [rows, columns], see ops/mining. */
  readonly negatives: Slice;
  /** [slots, STATS_STRIDE], of which one record is written. */
  readonly stats: Slice;
  /** [rows, columns], overwritten with the gradient of the reduced loss. */
  readonly dDistances: Slice;
}

/** A loss as a part of a step. */
export interface LossPlan {
  readonly buffers: readonly BufferSpec[];
  record(recorder: Recorder, buffers: LossBuffers): void;
}

/** Plans a loss by its name; pure arithmetic. */
export function planLoss(options: LossOptions): LossPlan {
  return planTripletLoss(options);
}

function planTripletLoss(options: LossOptions): LossPlan {
  const { rows, reducer } = options;
  const row_sums = tensor('row sums', triplet.rowSumsLength(rows));
  const scale = tensor('loss scale', triplet.scaleLength(rows));
  return {
    buffers: [row_sums.buffer, scale.buffer],
    record(recorder, { distances, labels, negatives, stats, dDistances }) {
      const mined = { distances, labels, negatives };
      triplet.forward(recorder, { ...mined, row_sums }, options);
      triplet.reduce(recorder, { row_sums, stats, scale }, { rows, reducer });
      triplet.dDistances(recorder, { ...mined, scale, d_distances: dDistances }, options);
    },
  };
}
