import { type Backend, createRandom, evaluate, Parameters, resolveGraph, type TeachOptions, train } from 'kinfold/core';
import type { Digits } from './data.js';
import { embed } from './embed.js';
import { digitNetwork } from './network.js';

/** Semi-hard triplets only, as in FaceNet (F. Schroff et al., 2015), from batches of all ten digits. */
const teaching: TeachOptions = {
  miner: 'semi-hard',
  margin: 0.2,
  identities: 10,
  optimiser: 'adamw',
  weightDecay: 1e-3,
};

/** Learning rates of the rounds, which are equally long. The optimiser starts anew in each. */
const RATES = [4e-3, 2e-3, 1e-3, 3e-4];

/** Steps of all rounds together. */
export const STEPS = 600;

/** Pictures of each digit in a batch. */
export const PICTURES = 6;

export interface LearnOptions {
  /** Default 600. */
  readonly steps?: number;
  /** Pictures of each digit in a batch. Default 6. */
  readonly pictures?: number;
  /** Steps between two reports. Default 10. */
  readonly every?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** What a training step says of its batch. */
export interface StepReport {
  readonly kind: 'step';
  readonly step: number;
  /** Mean over all anchor–positive pairs; one without a semi-hard negative counts as 0. It falls as fewer pairs have one. */
  readonly loss: number;
}

/** What the network makes of the unseen pictures, before the first round and after each. */
export interface RoundReport {
  readonly kind: 'round';
  readonly step: number;
  /** Recall@1, leave-one-out: share of the pictures whose nearest other one shows the same digit. */
  readonly recall: number;
  /** [N, 64], unit rows. */
  readonly embeddings: Float32Array;
}

/** Trains the network from random weights on some digits, measures it on others, and returns the weights. */
export async function* learnDigits(
  backend: Backend,
  { training, unseen }: { readonly training: Digits; readonly unseen: Digits },
  { steps = STEPS, pictures = PICTURES, every = 10, seed = 0 }: LearnOptions = {},
): AsyncGenerator<StepReport | RoundReport, Float32Array, void> {
  const graph = resolveGraph(digitNetwork());
  const parameters = new Parameters(graph);
  let weights = parameters.initialise(createRandom(seed));
  const measure = async (step: number): Promise<RoundReport> => {
    const embeddings = await embed(backend, parameters, weights, unseen.features);
    return { kind: 'round', step, recall: evaluate(embeddings, unseen.labels).rank1, embeddings };
  };
  yield measure(0);
  const length = Math.ceil(steps / RATES.length);
  for (const [round, learningRate] of RATES.entries()) {
    const before = round * length;
    const count = Math.min(length, steps - before);
    if (count <= 0) break;
    const options = {
      ...teaching,
      pictures,
      learningRate,
      steps: count,
      every: Math.min(every, count),
      seed: seed + round,
    };
    const rounds = train(backend, graph, weights, training, options);
    let next = await rounds.next();
    for (; !next.done; next = await rounds.next()) {
      const { step, loss, triplets } = next.value;
      yield { kind: 'step', step: before + step, loss: (loss * triplets) / (10 * pictures * (pictures - 1)) };
    }
    weights = next.value.weights;
    yield measure(before + count);
  }
  return weights;
}
