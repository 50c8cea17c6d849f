import { createRandom } from '../cpu/random.js';
import { CONFIDENCE, farThreshold } from '../metric/calibration/far-threshold.js';
import { acceptedRate, type GroupedDistances, rejectedRate } from '../metric/calibration/grouped.js';
import { cllrOfUnseen, fitLikelihood, type LikelihoodModel } from '../metric/calibration/likelihood-ratio.js';
import { smallestSupportedFar } from '../metric/evaluation/roc.js';
import type { Calibration, OperatingThreshold } from './calibration.js';
import type { Comparisons } from './comparisons.js';

/** The two kinds of decision. */
export type DecisionKind = 'verify' | 'identify';

/** A calibration and what decisions take from it. */
export interface Calibrated {
  readonly calibration: Calibration;
  /** Null where no identity has two pictures. */
  readonly likelihood: Readonly<Record<DecisionKind, LikelihoodModel>> | null;
  /** Distances that decisions are expected to see: to the own identity, and a stranger's. */
  readonly expected: Readonly<Record<'genuine' | DecisionKind, Float32Array>>;
}

/** Distances of each sort that are kept to recognise drift. Of more as many are drawn, always the same. */
const MOST_EXPECTED = 2000;

/**
 * Chooses the thresholds that keep `far` for gallery and weights as they were compared.
 * @throws KinfoldError as `farThreshold`.
 */
export function calibrateFor(
  far: number,
  comparisons: Comparisons,
  size: Pick<Calibration, 'strangerPictures' | 'identities' | 'pictures'>,
): Calibrated {
  const { genuine, verify, identify, enrolled } = comparisons;
  const decision = (impostor: GroupedDistances) => ({
    ...operate(far, genuine, impostor),
    cllr: cllrOfUnseen(genuine, impostor),
  });
  const decisions = { verify: decision(verify), identify: decision(identify) };
  return {
    calibration: {
      far,
      confidence: CONFIDENCE,
      smallestFar: smallestSupportedFar(verify.length),
      strangers: verify.length,
      ...size,
      ...decisions,
      enrolledFar: enrolled.length > 0 ? acceptedRate(enrolled, decisions.verify.threshold) : null,
    },
    likelihood:
      genuine.length > 0
        ? { verify: fitLikelihood(genuine, verify), identify: fitLikelihood(genuine, identify) }
        : null,
    expected: { genuine: sample(genuine), verify: sample(verify), identify: sample(identify) },
  };
}

/** The threshold for a kind of decision, and what it does. Throws as `farThreshold`. */
export function operate(far: number, genuine: GroupedDistances, impostor: GroupedDistances): OperatingThreshold {
  const threshold = farThreshold(impostor, far);
  return {
    threshold,
    far: acceptedRate(impostor, threshold),
    frr: genuine.length > 0 ? rejectedRate(genuine, threshold) : null,
  };
}

function sample(people: GroupedDistances): Float32Array {
  const all = people.flatMap((distances) => Array.from(distances));
  return Float32Array.from(all.length <= MOST_EXPECTED ? all : createRandom(0).shuffle(all).slice(0, MOST_EXPECTED));
}
