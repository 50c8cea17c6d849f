import { type Comparisons, compareAll } from '../metric/comparisons/comparisons.js';
import { checkEmbeddings, squaredDistance, visitPairs } from '../metric/comparisons/pairs.js';
import { errorCurve } from '../metric/evaluation/error-curve.js';
import { ErrorRates } from '../metric/evaluation/error-rates.js';
import { foldAccuracy } from '../metric/evaluation/folds.js';
import { fnirAtFpir } from '../metric/evaluation/open-set.js';
import { retrieval } from '../metric/evaluation/retrieval.js';
import { smallestSupportedFar } from '../metric/evaluation/roc.js';
import { histogram } from '../metric/statistics/histogram.js';
import type { TeachProgress } from '../train/options.js';
import type { Verdict } from '../train/verdict.js';
import { ConfusedPairs } from './confused.js';
import type { FormerFigures, LeftOut, Provenance, Report } from './report.js';

/** Embeddings of pictures whose identities are known. None of the pictures should have been taught. */
export interface MeasuredPictures {
  /** [N, D], unit rows. */
  readonly embeddings: Float32Array;
  /** [N] place in `identities`. */
  readonly labels: ArrayLike<number>;
  readonly identities: readonly string[];
  /** [N] what a picture is called in the report. */
  readonly files: readonly string[];
}

/** What a report says beside the figures. */
export interface ReportOptions {
  readonly title: string;
  readonly provenance: Provenance;
  readonly leftOut?: readonly LeftOut[];
  /** See `embeddingMap`; [N, 2]. */
  readonly map?: Float32Array;
  /** The progress of the teaching. */
  readonly training?: readonly Pick<TeachProgress, 'step' | 'loss' | 'activeFraction' | 'score' | 'events'>[];
  /** What the teaching ended with: a report of `teach` fits. */
  readonly verdict?: Verdict;
  /** The report of the same pictures under the weights from before. */
  readonly before?: FormerFigures;
}

/** Two rows that are compared. */
export interface ComparedRows {
  readonly first: number;
  readonly second: number;
  readonly same: boolean;
}

const FARS = [0.01, 0.001];
const FPIRS = [0.1, 0.01];
const BINS = 80;

/**
 * Measures every picture against every other, and as a search among all others.
 *
 * @throws KinfoldError as `evaluate`: there must be pairs of one identity and of two.
 */
export function reportOfSet(pictures: MeasuredPictures, options: ReportOptions): Report {
  const { embeddings, labels, identities } = pictures;
  const confused = new ConfusedPairs();
  const comparisons = compareAll(embeddings, labels);
  visitPairs(embeddings, labels.length, (i, j, squared) => confused.offer(i, j, labels[i] === labels[j], squared));
  const { map } = options;
  const points =
    map && Array.from(labels, (label, i) => ({ identity: identities[label]!, x: map[2 * i]!, y: map[2 * i + 1]! }));
  return {
    ...common(pictures, comparisons, confused, options),
    protocol: 'folders',
    accuracy: null,
    pairsLeftOut: 0,
    retrieval: retrieval(embeddings, labels, options.provenance.seed),
    fnirAtFpir: FPIRS.map((fpir) => fnirAtFpir(embeddings, labels, fpir)),
    map: points ?? null,
  };
}

/**
 * Measures the pairs of a list. A fold whose pairs were all left out does not count.
 *
 * @param folds - the pairs of each fold that could be measured. @param pairsLeftOut - how many could not.
 * @throws KinfoldError as `evaluate`.
 */
export function reportOfPairs(
  pictures: MeasuredPictures,
  folds: readonly (readonly ComparedRows[])[],
  pairsLeftOut: number,
  options: ReportOptions,
): Report {
  const { embeddings, labels } = pictures;
  const width = checkEmbeddings('evaluate', embeddings, labels.length);
  const confused = new ConfusedPairs();
  const compared = folds.map((pairs) =>
    pairs.map(({ first, second, same }) => {
      const distance = squaredDistance(embeddings, first, embeddings, second, width);
      confused.offer(first, second, same, distance);
      return { distance, same, owners: [labels[first]!, labels[second]!] };
    }),
  );
  const distances = (pairs: (typeof compared)[number], same: boolean) =>
    Float32Array.from(pairs.filter((pair) => pair.same === same).map(({ distance }) => distance));
  const [genuine, impostor] = [true, false].map((same) => compared.flat().filter((pair) => pair.same === same));
  const comparisons = {
    genuine: distances(genuine!, true),
    impostor: distances(impostor!, false),
    identities: {
      genuine: Uint32Array.from(genuine!.map(({ owners }) => owners[0]!)),
      impostor: Uint32Array.from(impostor!.flatMap(({ owners }) => owners)),
    },
  };
  const counted = compared.filter((pairs) => pairs.length > 0);
  return {
    ...common(pictures, comparisons, confused, options),
    protocol: 'pairs',
    accuracy:
      counted.length < 2
        ? null
        : foldAccuracy(
            counted.map((pairs) => ({ genuine: distances(pairs, true), impostor: distances(pairs, false) })),
          ),
    pairsLeftOut,
    retrieval: null,
    fnirAtFpir: null,
    map: null,
  };
}

type Common = Omit<Report, 'protocol' | 'accuracy' | 'pairsLeftOut' | 'retrieval' | 'fnirAtFpir' | 'map'>;

function common(
  { labels, files }: MeasuredPictures,
  comparisons: Comparisons,
  confused: ConfusedPairs,
  { title, provenance, leftOut = [], training, verdict, before }: ReportOptions,
): Common {
  const rates = new ErrorRates(comparisons);
  const counts = (distances: Float32Array) => histogram(distances, { bins: BINS });
  const [genuine, impostor] = [counts(rates.genuine), counts(rates.impostor)];
  return {
    title,
    pictures: labels.length,
    identities: new Set(Array.from(labels)).size,
    genuinePairs: rates.genuine.length,
    impostorPairs: rates.impostor.length,
    leftOut,
    provenance,
    eer: rates.eer(),
    auc: rates.auc(),
    smallestFar: smallestSupportedFar(rates.impostor.length),
    tarAtFar: FARS.map((far) => rates.tarAtFar(far)),
    curve: errorCurve(rates.genuine, rates.impostor),
    histogram: { edges: [...genuine.edges], genuine: [...genuine.counts], impostor: [...impostor.counts] },
    confused: confused.named((picture) => files[picture]!),
    training: training?.map(pointOf) ?? null,
    verdict: verdict ? { kept: verdict.kept, reason: verdict.reason, judgement: verdict.judgement } : null,
    before: before ? formerFigures(before) : null,
  };
}

function pointOf({ step, loss, activeFraction, score, events = [] }: NonNullable<ReportOptions['training']>[number]) {
  return { step, loss: Number.isFinite(loss) ? loss : null, activeFraction, eer: score?.eer ?? null, events };
}

function formerFigures(report: FormerFigures): FormerFigures {
  const { eer, auc, tarAtFar, retrieval: searches, fnirAtFpir: openSet, curve, histogram: counts } = report;
  return { eer, auc, tarAtFar, retrieval: searches, fnirAtFpir: openSet, curve, histogram: counts };
}
