import type { Program } from '../../gpu/backend.js';
import type { Dispatch, Recorder } from '../../gpu/recorder.js';
import { type BufferSpec, type Slice, tensor } from '../../gpu/tensor.js';
import type { Distance } from '../../ops/distances.js';
import * as mining from '../../ops/mining.js';
import type { Reducer } from '../../ops/reducer.js';
import { type Loss, planLoss } from './loss.js';
import { planMeasure } from './measure.js';
import type { PairLossOptions } from './pair-loss.js';

export interface ObjectiveOptions extends PairLossOptions {
  /** Anchors: the pictures of the batch. */
  readonly rows: number;
  /** What anchors are compared with: the batch first, then constants that take part as positives and negatives. Default `rows`. */
  readonly columns?: number;
  /** Width of an embedding. */
  readonly width: number;
  /** Default `squaredL2`. */
  readonly distance?: Distance;
  /** Default: none, that is every triplet (`batch-all`) or, of a loss of pairs, every pair. A mined triplet is two pairs of such a loss. */
  readonly miner?: mining.Miner | undefined;
  /** Default `hinge`. */
  readonly loss?: Loss;
  /** Of the triplet losses: takes d(P,N) for d(A,N) where it is smaller. Default false. */
  readonly swap?: boolean;
  readonly reducer: Reducer;
  /** Margin α on the scale of the distance, of `contrastive` that of negative pairs; a program can change it with `prepare`. */
  readonly margin: number;
}

/** Where the objective reads and writes. */
export interface ObjectiveBuffers {
  /** [rows, width] */
  readonly embeddings: Slice;
  /** [columns], u32, equal for one identity */
  readonly labels: Slice;
  /** [rows, width], overwritten with the gradient of the loss. */
  readonly dEmbeddings: Slice;
  /** [slots, STATS_STRIDE] */
  readonly stats: Slice;
}

/** What may change from run to run; whatever is left out stays as it was. */
export interface ObjectiveRun {
  readonly margin?: number;
  /** Columns that take part, the first ones: from `rows` to as many as were planned. */
  readonly columns?: number;
  /** Both are for miners that draw: the same two draw the same triplets. u32. */
  readonly seed?: number;
  readonly step?: number;
}

/** The way from embeddings to their gradient: distances → triplets → loss → reducer, and back. */
export interface ObjectivePlan {
  readonly buffers: readonly BufferSpec[];
  /**
   * With more columns than rows: [columns, width]. Every run copies the batch into its first `rows` rows; the rows behind them are the
   * caller's, one for each label from `rows` on.
   */
  readonly candidates: Slice | undefined;
  /** Mined triplets, [rows, columns], see ops/mining. */
  readonly negatives: Slice;
  record(recorder: Recorder, buffers: ObjectiveBuffers): void;
  /** Sets what changes from run to run in every dispatch recorded so far; all of them belong to `program`. */
  prepare(program: Program, run: ObjectiveRun): void;
}

/** Plans an objective; pure arithmetic. */
export function planObjective(options: ObjectiveOptions): ObjectivePlan {
  const { rows, columns = rows, width, distance = 'squaredL2', miner = 'batch-all', margin } = options;
  const { loss = 'hinge', swap = false } = options;
  const pairs = tensor('distances', rows * columns);
  const dDistances = tensor('d distances', rows * columns);
  const negatives = tensor('negatives', rows * columns, 'u32');
  const candidates = columns > rows ? tensor('candidates', columns * width) : undefined;
  const measure = planMeasure({ rows, columns, width, distance });
  const cost = planLoss({ ...options, columns, distance, loss, swap, everyPair: options.miner === undefined });
  const own = [pairs, dDistances, negatives, ...(candidates ? [candidates] : [])];
  const recorded: Dispatch[] = [];

  return {
    buffers: [...own.map(({ buffer }) => buffer), ...measure.buffers, ...cost.buffers],
    candidates,
    negatives,
    record(recorder, { embeddings: batch, labels, dEmbeddings, stats }) {
      const first = recorder.commands.length;
      const embeddings = candidates ?? batch;
      if (candidates) recorder.copy(batch, { ...candidates, length: batch.length });
      measure.recordForward(recorder, { embeddings, distances: pairs });
      const mined = { distances: pairs, labels, negatives };
      mining.forward(recorder, miner, mined, { rows, columns, margin, width, distance });
      cost.record(recorder, { ...mined, stats, dDistances });
      measure.recordBackward(recorder, { embeddings, distances: pairs, dDistances, dEmbeddings });
      for (const command of recorder.commands.slice(first)) if (command.type === 'dispatch') recorded.push(command);
    },
    prepare: (program, run) => prepareAll(program, recorded, run),
  };
}

/** Sets what changes from run to run in those of the dispatches that know of it. */
export function prepareAll(program: Program, dispatches: readonly Dispatch[], run: ObjectiveRun): void {
  for (const dispatch of dispatches) {
    const values = Object.entries(run).filter(([name]) => name in dispatch.kernel.params);
    if (values.length > 0) program.setParams(dispatch, Object.fromEntries(values));
  }
}
