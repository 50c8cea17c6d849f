import type { Backend, HostArray } from '../../src/gpu/backend.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { tensor } from '../../src/gpu/tensor.js';
import { decodeStats, STATS_STRIDE } from '../../src/metric/objective/stats.js';
import { planVerifierObjective, type VerifierObjectiveOptions } from '../../src/metric/objective/verifier-objective.js';
import { distanceNames } from '../../src/ops/distances.js';
import { miners } from '../../src/ops/mining.js';
import { reducers } from '../../src/ops/reducer.js';
import type { FeatureComparison } from '../../src/ops/verifier.js';
import type { Embedded, Triple } from './brute-force.js';
import { expectClose } from './compare.js';
import { reduced, type Term } from './expect-pairs.js';
import { numbers } from './random.js';
import { tripletsOf } from './triplets.js';

type Kind = Omit<VerifierObjectiveOptions, 'rows' | 'width'>;

/** Every miner, none included, with every reducer. */
export function verifierKinds(comparison: FeatureComparison, at: number): Kind[] {
  const distance = distanceNames[at % distanceNames.length]!;
  return [undefined, ...miners].flatMap((miner) =>
    reducers.map((reducer) => ({ comparison, distance, miner, reducer, margin: 0.7 })),
  );
}

interface Measured {
  readonly kind: Kind;
  readonly loss: number;
  readonly negatives: HostArray;
  readonly dEmbeddings: HostArray;
  readonly dWeights: HostArray;
}

export const weightsOf = (width: number, seed: number) => numbers(seed, width + 1, -2, 2).map(Math.fround);

/** Runs objectives with a verifier over one batch, all of them in one submit. */
export async function runVerifiers(
  backend: Backend,
  batch: Embedded,
  weights: Float64Array,
  kinds: readonly Kind[],
): Promise<Measured[]> {
  const { rows, width } = batch;
  const [embeddings, labels] = [tensor('embeddings', rows * width), tensor('labels', rows, 'u32')];
  const recorder = new Recorder(backend);
  const parts = kinds.map((kind) => {
    const plan = planVerifierObjective({ ...kind, rows, width });
    const [dEmbeddings, stats] = [tensor('d embeddings', rows * width), tensor('stats', STATS_STRIDE)];
    plan.record(recorder, { embeddings, labels, dEmbeddings, stats });
    return { kind, plan, dEmbeddings, stats };
  });
  const own = parts.flatMap(({ plan, dEmbeddings, stats }) => [...plan.buffers, dEmbeddings.buffer, stats.buffer]);
  const buffers = [embeddings.buffer, labels.buffer, ...own];
  backend.allocate(buffers);
  const program = await backend.compile('verifier objectives', recorder.commands);
  backend.write(embeddings, batch.embeddings);
  backend.write(labels, batch.labels);
  for (const { plan } of parts) {
    backend.write(plan.weights, weights);
    plan.prepare(program, { seed: 5, step: 3 });
  }
  program.run();
  const measured: Measured[] = [];
  for (const { kind, plan, dEmbeddings, stats } of parts) {
    measured.push({
      kind,
      loss: decodeStats(await backend.read(stats)).loss,
      negatives: await backend.read(plan.negatives),
      dEmbeddings: await backend.read(dEmbeddings),
      dWeights: await backend.read(plan.dWeights),
    });
  }
  program.release();
  backend.free(buffers);
  return measured;
}

/** A verifier's cross-entropy by its definition: plain loops over pairs in f64, written without a look at the kernels. */
function byDefinition(batch: Embedded, weights: Float64Array, mined: readonly Triple[] | undefined, kind: Kind) {
  const { rows, width, embeddings, labels } = batch;
  const every = Array.from({ length: rows * rows }, (_, k) => [Math.floor(k / rows), k % rows] as const);
  const same = ([i, j]: readonly [number, number]) => labels[i] === labels[j];
  const positives = mined ? mined.map(([a, p]) => [a, p] as const) : every.filter((p) => p[0] !== p[1] && same(p));
  const negatives = mined ? mined.map(([a, , n]) => [a, n] as const) : every.filter((pair) => !same(pair));
  const at = (row: number, k: number) => embeddings[row * width + k]!;
  const compared = (i: number, j: number, k: number): [value: number, slope: number] => {
    const [difference, sum] = [at(i, k) - at(j, k), at(i, k) + at(j, k)];
    if (kind.comparison === 'absolute-difference') return [Math.abs(difference), Math.sign(difference)];
    if (sum === 0) return [0, 0];
    // ∂/∂a (a − b)²/(a + b) = (a − b)(a + 3b)/(a + b)²
    return [difference ** 2 / sum, (difference * (at(i, k) + 3 * at(j, k))) / sum ** 2];
  };
  const dEmbeddings = new Float64Array(rows * width);
  const dWeights = new Float64Array(width + 1);
  let loss = 0;
  if (positives.length === 0 || negatives.length === 0) return { loss, dEmbeddings, dWeights };
  for (const [pairs, sign] of [[positives, -1] as const, [negatives, 1] as const]) {
    const terms = pairs.map(([anchor, other]): Term => {
      let logit = weights[width]!;
      for (let k = 0; k < width; k++) logit += weights[k]! * compared(anchor, other, k)[0];
      const probability = 1 / (1 + Math.exp(-sign * logit));
      return { anchor, loss: Math.log1p(Math.exp(sign * logit)), active: true, slopes: [[other, sign * probability]] };
    });
    const part = reduced(terms, rows, kind.reducer);
    loss += part.loss;
    for (const [at, { anchor, slopes }] of terms.entries()) {
      const [other, slope] = slopes[0]!;
      const by = part.weights[at]! * slope;
      dWeights[width]! += by;
      for (let k = 0; k < width; k++) {
        dWeights[k]! += by * compared(anchor, other, k)[0];
        dEmbeddings[anchor * width + k]! += by * weights[k]! * compared(anchor, other, k)[1];
        dEmbeddings[other * width + k]! += by * weights[k]! * compared(other, anchor, k)[1];
      }
    }
  }
  return { loss, dEmbeddings, dWeights };
}

/** Throws unless each result is what plain loops give: the loss to 1e-5, the gradients to 1e-4, relative to 1 or more. */
export function expectVerifiers(name: string, batch: Embedded, weights: Float64Array, results: readonly Measured[]) {
  let above = 0;
  for (const { kind, loss, negatives, dEmbeddings, dWeights } of results) {
    const label = `${name}: ${kind.comparison} ${kind.distance} ${kind.miner} ${kind.reducer}`;
    const mined = tripletsOf(negatives, batch.rows, batch.labels).map(
      (triple) => triple.split(' ').map(Number) as unknown as Triple,
    );
    const expected = byDefinition(batch, weights, kind.miner ? mined : undefined, kind);
    expectClose(`${label}: loss`, [loss], [expected.loss], { relative: 1e-5, absolute: 1e-5 });
    const close = { relative: 1e-4, absolute: 1e-4 };
    expectClose(`${label}: d embeddings`, dEmbeddings, expected.dEmbeddings, close);
    expectClose(`${label}: d weights`, dWeights, expected.dWeights, close);
    above += expected.loss > 0 ? 1 : 0;
  }
  return above;
}

/** Features that chi-squared can compare. */
export function comparable(batch: Embedded, comparison: FeatureComparison): Embedded {
  return comparison === 'chi-squared' ? { ...batch, embeddings: batch.embeddings.map(Math.abs) } : batch;
}
