import { createRandom } from '../cpu/random.js';
import { KinfoldError } from '../errors.js';
import { CONFIDENCE, checkSupport, farThreshold } from '../metric/calibration/far-threshold.js';
import { acceptedRate, type GroupedDistances, rejectedRate } from '../metric/calibration/grouped.js';
import { cllrOfUnseen, fitLikelihood, type LikelihoodModel } from '../metric/calibration/likelihood-ratio.js';
import { checkTail, normalTail } from '../metric/calibration/normal-tail.js';
import { smallestSupportedFar } from '../metric/evaluation/roc.js';
import type { Calibration, FarPromise, OperatingThreshold } from './calibration.js';
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
 * Chooses the thresholds that keep a promise for gallery and weights as they were compared.
 * @throws KinfoldError as `farThreshold` and `normalTail`.
 */
export function calibrateFor(
  promise: FarPromise,
  comparisons: Comparisons,
  size: Pick<Calibration, 'strangerPictures' | 'identities' | 'pictures'>,
): Calibrated {
  const { genuine, verify, identify, enrolled } = comparisons;
  const decision = (kind: DecisionKind) => ({
    ...operate(promise, kind, comparisons),
    cllr: cllrOfUnseen(genuine, comparisons[kind]),
  });
  const decisions = { verify: decision('verify'), identify: decision('identify') };
  return {
    calibration: {
      ...promise,
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

/** Throws `argument-invalid` for a promise that is none, `far-unsupported` if so many strangers do not support it. */
export function checkPromise(strangers: number, { far, tail }: FarPromise): void {
  if (tail === 'counted') checkSupport(strangers, far);
  else if (tail === 'normal') checkTail(strangers, far);
  else throw new KinfoldError('argument-invalid', `calibrate: tail is ${tail}, expected counted or normal`);
}

/** The threshold for a kind of decision, and what it does. Throws as `farThreshold` and `normalTail`. */
export function operate(
  { far, tail }: FarPromise,
  kind: DecisionKind,
  { genuine, nearest, ...strangers }: Comparisons,
): OperatingThreshold {
  const impostor = strangers[kind];
  const counted = (share: number) => farThreshold(impostor, share);
  const threshold =
    tail === 'counted'
      ? counted(far)
      : Math.min(counted(Math.max(far, smallestSupportedFar(impostor.length))), normalTail(nearest[kind], far));
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
