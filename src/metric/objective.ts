import type { Program } from '../gpu/backend.js';
import type { Dispatch, Recorder } from '../gpu/recorder.js';
import { type BufferSpec, type Slice, tensor } from '../gpu/tensor.js';
import * as distances from '../ops/distances.js';
import * as hinge from '../ops/hinge.js';
import * as mining from '../ops/mining.js';
import type { Reducer } from '../ops/reducer.js';

export interface ObjectiveOptions {
  /** Anchors: the pictures of the batch. */
  readonly rows: number;
  /** Width of an embedding. */
  readonly width: number;
  readonly miner: mining.Miner;
  readonly reducer: Reducer;
  /** Margin α on the scale of the distance; a program can change it with `prepare`. */
  readonly margin: number;
}

/** Where the objective reads and writes. */
export interface ObjectiveBuffers {
  /** [rows, width] */
  readonly embeddings: Slice;
  /** [rows], u32, equal for one identity */
  readonly labels: Slice;
  /** [rows, width], overwritten with the gradient of the loss. */
  readonly dEmbeddings: Slice;
  /** [slots, STATS_STRIDE] */
  readonly stats: Slice;
}

/** What may change from run to run; whatever is left out stays as it was. */
export interface ObjectiveRun {
  readonly margin?: number;
  /** Both are for miners that draw: the same pair draws the same triplets. u32. */
  readonly seed?: number;
  readonly step?: number;
}

/** The way from embeddings to their gradient: distances → triplets → loss → reducer, and back. */
export interface ObjectivePlan {
  readonly buffers: readonly BufferSpec[];
  /** Mined triplets, [rows, rows], see ops/mining. */
  readonly negatives: Slice;
  record(recorder: Recorder, buffers: ObjectiveBuffers): void;
  /** Sets what changes from run to run in every dispatch recorded so far; all of them belong to `program`. */
  prepare(program: Program, run: ObjectiveRun): void;
}

/** Plans an objective; pure arithmetic. */
export function planObjective({ rows, width, miner, reducer, margin }: ObjectiveOptions): ObjectivePlan {
  const pairs = tensor('distances', rows * rows);
  const dPairs = tensor('d distances', rows * rows);
  const negatives = tensor('negatives', rows * rows, 'u32');
  const rowSums = tensor('row sums', hinge.rowSumsLength(rows));
  const scale = tensor('loss scale', 1);
  const recorded: Dispatch[] = [];

  return {
    buffers: [pairs, dPairs, negatives, rowSums, scale].map(({ buffer }) => buffer),
    negatives,
    record(recorder, { embeddings, labels, dEmbeddings, stats }) {
      const first = recorder.commands.length;
      distances.forward(recorder, { embeddings, distances: pairs }, { rows, width });
      mining.forward(recorder, miner, { distances: pairs, labels, negatives }, { rows, margin });
      hinge.forward(recorder, { distances: pairs, negatives, row_sums: rowSums }, { rows, margin });
      hinge.reduce(recorder, { row_sums: rowSums, stats, scale }, { rows, reducer });
      hinge.dDistances(recorder, { distances: pairs, negatives, scale, d_distances: dPairs }, { rows, margin });
      distances.dEmbeddings(recorder, { embeddings, d_distances: dPairs, d_embeddings: dEmbeddings }, { rows, width });
      for (const command of recorder.commands.slice(first)) if (command.type === 'dispatch') recorded.push(command);
    },
    prepare(program, run) {
      for (const dispatch of recorded) {
        const values = Object.entries(run).filter(([name]) => name in dispatch.kernel.params);
        if (values.length > 0) program.setParams(dispatch, Object.fromEntries(values));
      }
    },
  };
}
