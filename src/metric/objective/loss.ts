import type { Recorder } from '../../gpu/recorder.js';
import { type BufferSpec, type Slice, tensor } from '../../gpu/tensor.js';
import type { Distance } from '../../ops/distances.js';
import type { Reducer } from '../../ops/reducer.js';
import * as triplet from '../../ops/triplet.js';
import { type PairLoss, type PairLossOptions, pairLosses, planPairLoss } from './pair-loss.js';

/** What a batch costs, from its distances: its triplets, or its pairs. */
export type Loss = triplet.TripletLoss | PairLoss;

export const losses: readonly Loss[] = ['hinge', 'softMargin', ...pairLosses];

export interface LossOptions extends PairLossOptions {
  /** Anchors. */
  readonly rows: number;
  /** Candidates, the anchors first. */
  readonly columns: number;
  readonly distance: Distance;
  readonly loss: Loss;
  readonly swap: boolean;
  readonly reducer: Reducer;
  readonly margin: number;
  /** Of the losses of pairs: takes every pair of the batch, and not those of the mined triplets. */
  readonly everyPair: boolean;
}

/** True for a loss that has no triplets but pairs. */
export function isPairLoss(loss: Loss): loss is PairLoss {
  return (pairLosses as readonly Loss[]).includes(loss);
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
  const { loss } = options;
  return isPairLoss(loss) ? planPairLoss(loss, options) : planTripletLoss({ ...options, loss });
}

function planTripletLoss(options: LossOptions & triplet.TripletOptions): LossPlan {
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
