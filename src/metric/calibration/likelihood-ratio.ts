import { checkGroups, type GroupedDistances, mean } from './grouped.js';

/** log₁₀ LR = offset + slope·d for a squared distance d, held within [lowest, highest]. */
export interface LikelihoodModel {
  readonly offset: number;
  /** At most 0: further apart never speaks for the same identity. */
  readonly slope: number;
  readonly lowest: number;
  readonly highest: number;
}

const STEPS = 100;

/**
 * Turns distances into likelihood ratios, LR = p(d | same identity) / p(d | another one), by logistic regression with both sides given
 * the same weight, so that the fitted log odds are ln LR (N. Brümmer and J. du Preez, "Application-independent evaluation of speaker
 * detection", 2006). Every person has the same weight. The targets are (n + 1)/(n + 2) instead of 1 (J. Platt, 1999), n the people of
 * that side, so that sides that do not overlap have a finite slope too.
 *
 * By the rule of three n people do not rule out a rate of 3/n. Hence LR lies in [3/n_genuine, n_impostor/3], and is 1 where that is empty.
 *
 * @throws KinfoldError `argument-invalid` for an empty side, `not-finite`.
 */
export function fitLikelihood(genuine: GroupedDistances, impostor: GroupedDistances): LikelihoodModel {
  checkGroups('likelihood ratio: genuine', genuine);
  checkGroups('likelihood ratio: impostor', impostor);
  const points = [
    ...weighted(genuine, (genuine.length + 1) / (genuine.length + 2)),
    ...weighted(impostor, 1 / (impostor.length + 2)),
  ];
  const [offset, slope] = logisticRegression(points);
  const rises = slope > 0;
  return {
    offset: rises ? 0 : offset / Math.LN10,
    slope: rises ? 0 : slope / Math.LN10,
    lowest: Math.min(0, Math.log10(3 / genuine.length)),
    highest: Math.max(0, Math.log10(impostor.length / 3)),
  };
}

/** log₁₀ LR of a squared distance: above 0 it speaks for the same identity, below 0 against. */
export function log10LikelihoodRatio({ offset, slope, lowest, highest }: LikelihoodModel, distance: number): number {
  return Math.min(Math.max(offset + slope * distance, lowest), highest);
}

/**
 * What the ratios cost, in bits: C_llr = ½·(mean of log₂(1 + 1/LR) over genuine + mean of log₂(1 + LR) over impostors), of the same
 * source. 0 is perfect, 1 is worth nothing.
 */
export function cllr(model: LikelihoodModel, genuine: GroupedDistances, impostor: GroupedDistances): number {
  const cost = (people: GroupedDistances, sign: number) =>
    mean(people, (distances) =>
      mean(distances, (distance) => Math.log2(1 + 10 ** (sign * log10LikelihoodRatio(model, distance)))),
    );
  return (cost(genuine, -1) + cost(impostor, 1)) / 2;
}

/**
 * C_llr of people whom the model has not seen: each half of them measured with the model of the other half.
 *
 * @returns null with fewer than two people on a side.
 */
export function cllrOfUnseen(genuine: GroupedDistances, impostor: GroupedDistances): number | null {
  if (genuine.length < 2 || impostor.length < 2) return null;
  const half = (people: GroupedDistances, which: number) => people.filter((_, person) => person % 2 === which);
  const folds = [0, 1].map((which) => {
    const model = fitLikelihood(half(genuine, which), half(impostor, which));
    return cllr(model, half(genuine, 1 - which), half(impostor, 1 - which));
  });
  return mean(folds, (fold) => fold);
}

interface Point {
  readonly distance: number;
  readonly weight: number;
  readonly target: number;
}

function weighted(people: GroupedDistances, target: number): Point[] {
  return people.flatMap((distances) =>
    Array.from(distances, (distance) => ({ distance, target, weight: 1 / (2 * people.length * distances.length) })),
  );
}

/** Offset and slope of the log odds, by Newton's method; a step that does not lower the cost is halved. */
function logisticRegression(points: readonly Point[]): [number, number] {
  let [offset, slope] = [0, 0];
  let cost = crossEntropy(points, offset, slope);
  for (let step = 0; step < STEPS; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (const { distance, weight, target } of points) {
      const p = 1 / (1 + Math.exp(-(offset + slope * distance)));
      const error = weight * (p - target);
      const curvature = weight * p * (1 - p);
      g0 += error;
      g1 += error * distance;
      h00 += curvature;
      h01 += curvature * distance;
      h11 += curvature * distance * distance;
    }
    // Where all distances are equal the slope has no meaning and stays what it is.
    const determinant = h00 * h11 - h01 * h01;
    const flat = determinant <= 1e-12 * h00 * h11;
    const d0 = flat ? g0 / h00 : (h11 * g0 - h01 * g1) / determinant;
    const d1 = flat ? 0 : (h00 * g1 - h01 * g0) / determinant;
    let size = 1;
    let next = crossEntropy(points, offset - d0, slope - d1);
    while (!(next <= cost) && size > 1e-6) {
      size /= 2;
      next = crossEntropy(points, offset - size * d0, slope - size * d1);
    }
    if (!(next < cost)) break;
    [offset, slope, cost] = [offset - size * d0, slope - size * d1, next];
  }
  return [offset, slope];
}

/** Σ weight·(ln(1 + e^z) − target·z) with z = offset + slope·distance. */
function crossEntropy(points: readonly Point[], offset: number, slope: number): number {
  let sum = 0;
  for (const { distance, weight, target } of points) {
    const z = offset + slope * distance;
    sum += weight * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - target * z);
  }
  return sum;
}
