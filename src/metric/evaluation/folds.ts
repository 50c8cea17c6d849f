import { KinfoldError } from '../../errors.js';
import type { PairDistances } from '../comparisons/pairs.js';
import { countUpTo } from '../statistics/residuals.js';
import { ascending } from './roc.js';

export interface Fold {
  /** Chosen on the other folds; a pair is accepted when its squared distance is at most that. −1 accepts nothing. */
  readonly threshold: number;
  /** Share of this fold's pairs that are decided rightly. */
  readonly accuracy: number;
  readonly pairs: number;
}

/** Accuracy by k-fold cross-validation. */
export interface FoldAccuracy {
  readonly folds: readonly Fold[];
  /** Mean over the folds. */
  readonly accuracy: number;
  /** Of the mean: the standard deviation over the folds, divided by √k. */
  readonly standardError: number;
}

/**
 * The protocol of LFW (G. Huang et al., 2007): every fold is decided with the threshold that decides most pairs of the other folds
 * rightly; of equal ones the lowest, midway between two distances.
 *
 * @throws KinfoldError `argument-invalid` for fewer than two folds, a fold without pairs, or no pairs of one kind in the others;
 *   `not-finite`.
 */
export function foldAccuracy(folds: readonly PairDistances[]): FoldAccuracy {
  if (folds.length < 2 || folds.some(({ genuine, impostor }) => genuine.length + impostor.length === 0)) {
    throw new KinfoldError(
      'argument-invalid',
      `folds: got ${folds.length} folds, expected at least two with pairs in each; a threshold is chosen on the other folds`,
    );
  }
  const results = folds.map(({ genuine, impostor }, at): Fold => {
    const others = folds.filter((_, other) => other !== at);
    const threshold = bestThreshold(
      joined(others.map((fold) => fold.genuine)),
      joined(others.map((fold) => fold.impostor)),
    );
    const right =
      genuine.filter((distance) => distance <= threshold).length +
      impostor.filter((distance) => distance > threshold).length;
    const pairs = genuine.length + impostor.length;
    return { threshold, accuracy: right / pairs, pairs };
  });
  const accuracy = mean(results.map((fold) => fold.accuracy));
  const squares = results.reduce((sum, fold) => sum + (fold.accuracy - accuracy) ** 2, 0);
  return { folds: results, accuracy, standardError: Math.sqrt(squares / (folds.length - 1) / folds.length) };
}

/** The lowest threshold of those with the most right decisions. */
function bestThreshold(genuine: Float32Array, impostor: Float32Array): number {
  const g = ascending('genuine', genuine);
  const m = ascending('impostor', impostor);
  const distances = [...new Set([...g, ...m])].sort((a, b) => a - b);
  let best = { right: m.length, below: -1 };
  for (const [below, distance] of distances.entries()) {
    const right = countUpTo(g, distance) + m.length - countUpTo(m, distance);
    if (right > best.right) best = { right, below };
  }
  if (best.below < 0) return -1;
  const distance = distances[best.below]!;
  return (distance + (distances[best.below + 1] ?? distance)) / 2;
}

function joined(lists: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
