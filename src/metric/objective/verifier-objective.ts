import type { Program } from '../../gpu/backend.js';
import type { Dispatch } from '../../gpu/recorder.js';
import { type Slice, tensor } from '../../gpu/tensor.js';
import type { Distance } from '../../ops/distances.js';
import * as mining from '../../ops/mining.js';
import * as ops from '../../ops/verifier.js';
import { planMeasure } from './measure.js';
import { type ObjectivePlan, prepareAll } from './objective.js';
import { planVerifierLoss, type VerifierLossOptions } from './verifier-loss.js';

export interface VerifierObjectiveOptions extends VerifierLossOptions {
  /** Which distance miners go by; the loss does not. */
  readonly distance: Distance;
  /** Undefined: every pair. */
  readonly miner: mining.Miner | undefined;
  /** Of the miners. */
  readonly margin: number;
}

/** An objective whose loss is a verifier's. */
export interface VerifierObjectivePlan extends ObjectivePlan {
  /** [width + 1], the bias last: the caller's to write. */
  readonly weights: Slice;
  /** [width + 1], overwritten with their gradient. */
  readonly dWeights: Slice;
}

/** Plans distances → triplets → pairs → logits → cross-entropy → reducer, and back to the embeddings and to the verifier. */
export function planVerifierObjective(options: VerifierObjectiveOptions): VerifierObjectivePlan {
  const { comparison, rows, width, distance, miner, margin } = options;
  const shape = { rows, columns: rows, width };
  const distances = tensor('distances', rows * rows);
  const negatives = tensor('negatives', rows * rows, 'u32');
  const weights = tensor('weights', width + 1);
  const dWeights = tensor('d weights', width + 1);
  const measure = planMeasure({ ...shape, distance });
  const loss = planVerifierLoss(options);
  const own = [distances, negatives, weights, dWeights].map(({ buffer }) => buffer);
  const recorded: Dispatch[] = [];
  return {
    buffers: [...own, ...measure.buffers, ...loss.buffers],
    candidates: undefined,
    negatives,
    weights,
    dWeights,
    record(recorder, { embeddings, labels, dEmbeddings, stats }) {
      const first = recorder.commands.length;
      if (miner) {
        measure.recordForward(recorder, { embeddings, distances });
        mining.forward(recorder, miner, { distances, labels, negatives }, { ...shape, margin, distance });
      }
      loss.record(recorder, { embeddings, labels, weights, stats, ...(miner && { negatives }) });
      const buffers = { embeddings, weights, d_logits: loss.dLogits, d_embeddings: dEmbeddings, d_weights: dWeights };
      ops.dEmbeddings(recorder, comparison, buffers, shape);
      recorder.clear(dWeights);
      ops.dWeights(recorder, comparison, buffers, shape);
      for (const command of recorder.commands.slice(first)) if (command.type === 'dispatch') recorded.push(command);
    },
    prepare: (program: Program, run) => prepareAll(program, recorded, run),
  };
}
