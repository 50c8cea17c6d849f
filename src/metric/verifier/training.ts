import { createRandom } from '../../cpu/random.js';
import { compare } from '../../cpu/verifier.js';
import { KinfoldError, shapeMismatch, throwIfAborted } from '../../errors.js';
import type { Backend, Program } from '../../gpu/backend.js';
import { Recorder } from '../../gpu/recorder.js';
import { tensor } from '../../gpu/tensor.js';
import * as adamw from '../../ops/adamw.js';
import * as gather from '../../ops/gather.js';
import * as gradNorm from '../../ops/grad_norm.js';
import * as ops from '../../ops/verifier.js';
import { comparisons, type FeatureComparison } from '../../ops/verifier.js';
import { checkComparison, checkFeatures, type Verifier } from '../objective/verifier.js';
import { planVerifierLoss } from '../objective/verifier-loss.js';
import { createSampler } from '../sampling/sampler.js';

export interface VerifierTrainingOptions {
  /** Default `absolute-difference`. */
  readonly comparison?: FeatureComparison;
  /** Batches of at most 32 identities with 4 pictures each that are learned from: an integer of at least 1. Default 400. */
  readonly steps?: number;
  /** Same seed, same verifier on the same device. Default 0. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

const IDENTITIES = 32;
const PICTURES = 4;
/** AdamW's step size in the first step, for comparisons that are 1 in the mean; it falls to 0 in a straight line. */
const LEARNING_RATE = 0.02;
/** So many steps run between two looks at the signal. */
const STEPS_A_LOOK = 50;

/**
 * Trains a verifier on embeddings, which stay as they are: balanced cross-entropy over all pairs of P×K batches, AdamW.
 *
 * @param embeddings - [N, D], finite; with `chi-squared` not negative.
 * @param labels - [N] identity of each row, integers in [0, 2³²).
 * @throws KinfoldError `shape-mismatch`, `not-finite`, `zero-vector`, `argument-invalid` for embeddings or options that make no sense,
 *   `one-identity` and `single-picture` as the sampler, `collapsed` if all embeddings are one, `aborted`, `device-lost`.
 */
export async function trainVerifier(
  backend: Backend,
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  { comparison = 'absolute-difference', steps = 400, seed = 0, signal }: VerifierTrainingOptions = {},
): Promise<Verifier> {
  checkComparison('trainVerifier', comparison);
  if (!(Number.isInteger(steps) && steps >= 1)) {
    throw new KinfoldError('argument-invalid', `trainVerifier: steps is ${steps}, expected an integer of at least 1`);
  }
  const count = labels.length;
  const width = embeddings.length / count;
  if (!Number.isInteger(width) || width === 0) {
    throw shapeMismatch(
      'trainVerifier',
      [embeddings.length],
      [count, 'D'],
      'pass one label for each row of embeddings',
    );
  }
  checkFeatures('trainVerifier', comparison, embeddings, width);
  const sampler = createSampler({
    labels,
    random: createRandom(seed),
    pictures: PICTURES,
    identities: identitiesOf(labels),
  });
  const rows = sampler.batch().indices.length;

  const shape = { rows, columns: rows, width };
  const learned = Math.ceil((width + 1) / 4) * 4;
  const plan = planVerifierLoss({ comparison, rows, width, reducer: 'mean' });
  const buffers = {
    bank: tensor('embeddings', embeddings.length),
    indices: tensor('indices', rows, 'u32'),
    labels: tensor('labels', rows, 'u32'),
    embeddings: tensor('batch', rows * width),
    weights: tensor('weights', learned),
    d_weights: tensor('d weights', learned),
    m: tensor('first moment', learned),
    v: tensor('second moment', learned),
    partials: tensor('norm partials', gradNorm.partialsLength(learned)),
    control: tensor('control', gradNorm.CONTROL_LENGTH),
  };
  const recorder = new Recorder(backend);
  gather.forward(
    recorder,
    { bank: buffers.bank, indices: buffers.indices, y: buffers.embeddings },
    { rows, width, count },
  );
  plan.record(recorder, buffers);
  recorder.clear(buffers.d_weights);
  ops.dWeights(recorder, comparison, { ...buffers, d_logits: plan.dLogits }, shape);
  const updated = { ...buffers, stats: plan.stats, gradient: buffers.d_weights, parameters: buffers.weights };
  gradNorm.forward(recorder, updated, { count: learned, maxNorm: 0, slot: 0 });
  const update = adamw.update(recorder, updated, learned, { learningRate: LEARNING_RATE });

  const factor = 1 / meanComparison(comparison, embeddings, width);
  const own = [...plan.buffers, ...Object.values(buffers).map(({ buffer }) => buffer)];
  backend.allocate(own);
  let program: Program | undefined;
  try {
    // A comparison is of degree one: scaled embeddings give scaled comparisons, and weights that are too small by the same factor.
    backend.write(
      buffers.bank,
      embeddings.map((feature) => feature * factor),
    );
    // It starts as a plain distance with its mean as the threshold. From zeros the bias's first gradient would be rounding alone, which
    // AdamW makes a whole step of.
    const start = new Float32Array(width + 1).fill(-1 / width);
    start[width] = 1;
    backend.write(buffers.weights, start);
    program = await backend.compile('verifier training', recorder.commands);
    for (let step = 1; step <= steps; step++) {
      const batch = sampler.batch();
      backend.write(buffers.indices, batch.indices);
      backend.write(buffers.labels, batch.labels);
      const learningRate = LEARNING_RATE * (1 - (step - 1) / steps);
      program.setParams(update, adamw.adamwParams({ learningRate }, step));
      if (step % STEPS_A_LOOK === 0) await program.runAndRead(buffers.control);
      else program.run();
      throwIfAborted(signal, 'trainVerifier');
    }
    const weights = Float32Array.from(await backend.read(buffers.weights));
    return { comparison, weights: weights.slice(0, width).map((weight) => weight * factor), bias: weights[width]! };
  } finally {
    program?.release();
    backend.free(own);
  }
}

/** P: as many identities with two pictures as there are, but for a large set; the sampler refuses fewer than two. */
function identitiesOf(labels: ArrayLike<number>): number {
  const seen = new Set<number>();
  const twice = new Set<number>();
  for (let i = 0; i < labels.length; i++) (seen.has(labels[i]!) ? twice : seen).add(labels[i]!);
  return Math.max(2, Math.min(IDENTITIES, twice.size));
}

/** Mean comparison of a feature over pairs of rows that stand next to each other and half the set apart. */
function meanComparison(comparison: FeatureComparison, embeddings: Float32Array, width: number): number {
  const kind = comparisons.indexOf(comparison);
  const rows = embeddings.length / width;
  let sum = 0;
  for (const away of [1, Math.floor(rows / 2)]) {
    for (let at = 0; at < embeddings.length; at++) {
      sum += compare(kind, embeddings[at]!, embeddings[(at + away * width) % embeddings.length]!);
    }
  }
  if (sum > 0) return sum / (2 * embeddings.length);
  throw new KinfoldError(
    'collapsed',
    'trainVerifier: all embeddings are one, so nothing tells identities apart; embed again',
  );
}
