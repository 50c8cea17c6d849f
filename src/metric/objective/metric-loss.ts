import { KinfoldError, shapeMismatch } from '../../errors.js';
import type { Backend, HostArray } from '../../gpu/backend.js';
import { Recorder } from '../../gpu/recorder.js';
import { tensor } from '../../gpu/tensor.js';
import { type Distance, distanceNames } from '../../ops/distances.js';
import { ALL, type Miner, miners, NONE } from '../../ops/mining.js';
import { type Reducer, reducers } from '../../ops/reducer.js';
import { isPairLoss, type Loss, losses } from './loss.js';
import { planObjective } from './objective.js';
import type { PairLossOptions } from './pair-loss.js';
import { decodeStats, STATS_STRIDE } from './stats.js';
import { checkFeatures, checkVerifier, type Verifier } from './verifier.js';
import { planVerifierObjective } from './verifier-objective.js';

export interface MetricLossOptions extends PairLossOptions {
  /** Default `squaredL2`. */
  readonly distance?: Distance;
  /** Default `batch-hard`; for the losses of pairs and a verifier none: they take every pair of the batch, and `triplets` is empty. */
  readonly miner?: Miner;
  /**
   * By its name, or a verifier: then the cross-entropy of "the pair shows one identity", in which the distance serves the miner alone. Like
   * the losses of pairs it is one of all pairs or, behind a miner, of the pairs of its triplets; positive and negative ones are reduced
   * apart and added, and it is 0 without both. Default `hinge`.
   */
  readonly loss?: Loss | Verifier;
  /** Of the triplet losses: takes d(P,N) for d(A,N) where it is smaller; where they are equal each gets half of the gradient. Default false. */
  readonly swap?: boolean;
  /** Default `activeMean`. */
  readonly reducer?: Reducer;
  /** Margin α on the scale of the distance, finite. Default 0.2. */
  readonly margin?: number;
  /** What the miners that draw draw from, an integer in [0, 2³²). The same seed draws the same triplets. Default 0. */
  readonly seed?: number;
}

/** Triplets as three lists of places in the batch, of one length: by anchor, then by positive, then by negative. */
export interface Triplets {
  readonly anchors: Uint32Array;
  readonly positives: Uint32Array;
  readonly negatives: Uint32Array;
}

export interface MetricLoss {
  /** The reduced loss. */
  readonly loss: number;
  /** What was mined. `batch-all` has N · (K − 1) · (N − K) of them, for K pictures of each identity. */
  readonly triplets: Triplets;
  /** [N, D] d loss / d embeddings; the choice of triplets counts as constant. f32, or f64 on a CPU backend in f64. */
  readonly gradient: HostArray;
  /** d loss / d the weights [D] and the bias of the verifier; null where the loss is none. */
  readonly verifierGradient: { readonly weights: HostArray; readonly bias: number } | null;
}

/**
 * The loss of a batch of embeddings, its mined triplets, and its gradient. The embeddings are taken as they are: unlike
 * pytorch-metric-learning's defaults, `squaredL2` and `L2` do not normalise them first; pass unit rows, for which the distances have the
 * ranges that {@link Distance} says. `cosine` looks at directions only, and its gradient is across them.
 *
 * @param backend - a `Gpu`, or a `Cpu` in f32 or f64, which gives the same triplets and the same numbers up to rounding.
 * @param embeddings - [N, D], finite; N · N distances must fit a binding, so N is at most 5,792 under default limits.
 * @param labels - [N], integers in [0, 2³²), equal for one identity.
 * @throws KinfoldError `argument-invalid`, `zero-vector` with a verifier, `shape-mismatch`, `limit-exceeded`; `not-finite` for embeddings that are not, or so long that their
 *   distances are not; `device-lost`.
 */
export async function metricLoss(
  backend: Backend,
  embeddings: Float32Array | Float64Array,
  labels: ArrayLike<number>,
  options: MetricLossOptions = {},
): Promise<MetricLoss> {
  const settings = resolve(options);
  const rows = labels.length;
  const width = checkBatch(embeddings, labels);
  const { verifier } = settings;
  if (verifier) checkFor(verifier, embeddings, width);
  const shape = { ...settings, rows, width };
  const taught = verifier && planVerifierObjective({ ...shape, comparison: verifier.comparison });
  const plan = taught ?? planObjective(shape);
  const buffers = {
    embeddings: tensor('embeddings', rows * width),
    labels: tensor('labels', rows, 'u32'),
    dEmbeddings: tensor('d embeddings', rows * width),
    stats: tensor('statistics', STATS_STRIDE),
  };
  const recorder = new Recorder(backend);
  plan.record(recorder, buffers);
  const own = [...plan.buffers, ...Object.values(buffers).map(({ buffer }) => buffer)];
  backend.allocate(own);
  try {
    backend.write(buffers.embeddings, embeddings);
    backend.write(buffers.labels, Uint32Array.from(labels));
    if (taught) backend.write(taught.weights, Float32Array.of(...verifier!.weights, verifier!.bias));
    const program = await backend.compile('metric loss', recorder.commands);
    try {
      plan.prepare(program, { seed: settings.seed });
      const stats = await program.runAndRead(buffers.stats);
      const gradient = await backend.read(buffers.dEmbeddings);
      const negatives = await backend.read(plan.negatives);
      const { loss, spread } = decodeStats(stats);
      if (![loss, spread, ...gradient].every(Number.isFinite)) {
        throw new KinfoldError(
          'not-finite',
          `metricLoss: the mean distance is ${spread}, the loss ${loss}, expected finite numbers; the embeddings are too long, normalise them first`,
        );
      }
      const triplets = listTriplets(settings.miner ? negatives : [], labels);
      const dWeights = taught && (await backend.read(taught.dWeights));
      const verifierGradient = dWeights ? { weights: dWeights.slice(0, width), bias: dWeights[width]! } : null;
      return { loss, triplets, gradient, verifierGradient };
    } finally {
      program.release();
    }
  } finally {
    backend.free(own);
  }
}

function resolve(options: MetricLossOptions) {
  const {
    distance = 'squaredL2',
    loss = 'hinge',
    reducer = 'activeMean',
    swap = false,
    margin = 0.2,
    seed = 0,
  } = options;
  const verifier = typeof loss === 'object' ? loss : undefined;
  const name = typeof loss === 'object' ? undefined : loss;
  if (name) oneOf('loss', name, losses);
  const miner = options.miner ?? (name && !isPairLoss(name) ? 'batch-hard' : undefined);
  oneOf('distance', distance, distanceNames);
  if (miner) oneOf('miner', miner, miners);
  oneOf('reducer', reducer, reducers);
  if (!Number.isFinite(margin)) throw invalid('margin', margin, 'a finite number');
  if (!isU32(seed)) throw invalid('seed', seed, 'an integer from 0 to 2^32 - 1');
  return { ...options, distance, miner, loss: name ?? 'hinge', verifier, reducer, swap, margin, seed };
}

function oneOf(name: string, value: string, names: readonly string[]): void {
  if (!names.includes(value)) throw invalid(name, value, `one of ${names.join(', ')}`);
}

const isU32 = (value: number) => Number.isInteger(value) && value >= 0 && value <= 0xffffffff;

function invalid(name: string, got: unknown, expected: string): KinfoldError {
  return new KinfoldError('argument-invalid', `metricLoss: ${name} is ${got}, expected ${expected}`);
}

/** Checks a batch and returns the width of its embeddings. */
function checkBatch(embeddings: Float32Array | Float64Array, labels: ArrayLike<number>): number {
  if (labels.length === 0) throw invalid('labels', 'empty', 'a label for each of one embedding or more');
  const width = embeddings.length / labels.length;
  if (!Number.isInteger(width) || width === 0) {
    throw shapeMismatch('metricLoss', [embeddings.length], [labels.length, 'D'], 'pass one label for each embedding');
  }
  for (let i = 0; i < labels.length; i++) {
    if (!isU32(labels[i]!)) throw invalid(`labels[${i}]`, labels[i], 'an integer from 0 to 2^32 - 1');
  }
  const bad = embeddings.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return width;
  throw new KinfoldError(
    'not-finite',
    `metricLoss: embedding ${Math.floor(bad / width)} has ${embeddings[bad]}, expected finite numbers; embed again`,
  );
}

function checkFor(verifier: Verifier, embeddings: Float32Array | Float64Array, width: number): void {
  checkVerifier('metricLoss', verifier);
  if (verifier.weights.length !== width) {
    throw shapeMismatch(
      'metricLoss',
      [verifier.weights.length],
      [width],
      'the verifier has as many weights as an embedding',
    );
  }
  checkFeatures('metricLoss', verifier.comparison, embeddings, width);
}

/** The triplets that a matrix of mined negatives [rows, rows] stands for. */
function listTriplets(negatives: ArrayLike<number>, labels: ArrayLike<number>): Triplets {
  const rows = labels.length;
  const lists: [number[], number[], number[]] = [[], [], []];
  for (let at = 0; at < negatives.length; at++) {
    const mined = negatives[at]!;
    if (mined === NONE) continue;
    const anchor = Math.floor(at / rows);
    for (let k = mined === ALL ? 0 : mined; k < (mined === ALL ? rows : mined + 1); k++) {
      if (labels[k] === labels[anchor]) continue;
      for (const [list, place] of [anchor, at % rows, k].entries()) lists[list]!.push(place);
    }
  }
  const [anchors, positives, others] = lists.map((list) => Uint32Array.from(list));
  return { anchors: anchors!, positives: positives!, negatives: others! };
}
