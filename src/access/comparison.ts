import type { CallOptions, Candidate } from '../engine/answers.js';
import type { Engine } from '../engine/types.js';
import { KinfoldError } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import type { AccessPolicy } from './policy.js';

/** What the engine says of one face. */
export interface Comparison {
  /** Who it is within the threshold; null for *unknown*. */
  readonly identity: string | null;
  /** Squared distance to the nearest identity, in 1:1 to the claimed one. */
  readonly distance: number;
  readonly threshold: number;
  /** Whether it may be a bad picture of this identity. */
  isNear(identity: string): boolean;
}

/** What answers questions about faces. */
export type Recogniser = Pick<Engine, 'info' | 'verify' | 'identify'>;

/** The squared distance of unit vectors that have nothing in common. */
const UNRELATED = 2;

/** f32 rounding may put a distance of unit vectors this far outside [0, 4]. */
const TOLERANCE = 1e-3;

/**
 * Asks who a face is (1:N), or whether it is who it claims to be (1:1), and believes no answer that contradicts itself.
 * @param claimed undefined for 1:N.
 * @throws what the engine throws; `calibration-missing`, `calibration-stale`; `not-finite` for an impossible answer.
 */
export async function compare(
  engine: Recogniser,
  claimed: string | undefined,
  crop: Pixels,
  policy: AccessPolicy,
  options: CallOptions,
): Promise<Comparison> {
  const kind = claimed === undefined ? 'identify' : 'verify';
  const calibrated = policy.calibration ? await calibratedThreshold(engine, kind) : undefined;
  const comparison =
    claimed === undefined ? await identify(engine, crop, options) : await verify(engine, claimed, crop, options);
  check(comparison);
  if (calibrated !== undefined && comparison.threshold !== calibrated) {
    throw new KinfoldError(
      'calibration-stale',
      `access: ${kind} went by the threshold ${comparison.threshold}, but ${calibrated} was calibrated; call calibrate() again`,
    );
  }
  return comparison;
}

async function calibratedThreshold(engine: Recogniser, kind: 'verify' | 'identify'): Promise<number> {
  const { calibration } = await engine.info();
  if (calibration?.isCurrent) return calibration[kind].threshold;
  const [code, what] = calibration
    ? (['calibration-stale', 'gallery or weights have changed since the engine was calibrated'] as const)
    : (['calibration-missing', 'the engine is not calibrated'] as const);
  throw new KinfoldError(code, `access: ${what}, and the policy asks for it; call calibrate()`);
}

async function identify(engine: Recogniser, crop: Pixels, options: CallOptions): Promise<Comparison> {
  const { identity, distance, threshold, candidates } = await engine.identify(crop, options);
  const distanceTo = (name: string) => candidates.find((candidate: Candidate) => candidate.identity === name)?.distance;
  if (identity !== null && distanceTo(identity) !== distance) {
    throw impossible(`it is ${distanceTo(identity)} away from who it is said to be, and ${distance} from the nearest`);
  }
  return { identity, distance, threshold, isNear: (name) => isNear(distanceTo(name), threshold) };
}

async function verify(engine: Recogniser, claimed: string, crop: Pixels, options: CallOptions): Promise<Comparison> {
  const { identity, match, distance, threshold } = await engine.verify(claimed, crop, options);
  if (identity !== claimed) throw impossible(`it is about "${identity}" and was asked about "${claimed}"`);
  return {
    identity: match === true ? claimed : null,
    distance,
    threshold,
    isNear: (name) => name === claimed && isNear(distance, threshold),
  };
}

/** A bad picture of a person is nearer to them than half way from the threshold to people who have nothing in common. */
function isNear(distance: number | undefined, threshold: number): boolean {
  return distance !== undefined && distance <= Math.max(threshold, (threshold + UNRELATED) / 2);
}

function check({ identity, distance, threshold }: Comparison): void {
  if (!(distance >= -TOLERANCE && distance <= 4 + TOLERANCE)) {
    throw impossible(`a squared distance of unit vectors is from 0 to 4, not ${distance}`);
  }
  if (!(threshold >= 0 && threshold < 4)) throw impossible(`a threshold is from 0 to below 4, not ${threshold}`);
  if (identity === null) return;
  if (typeof identity !== 'string' || identity === '') throw impossible('it is somebody without a name');
  if (!(distance <= threshold)) throw impossible(`it was accepted ${distance} away, beyond ${threshold}`);
}

function impossible(what: string): KinfoldError {
  return new KinfoldError('not-finite', `access: the engine's answer is impossible: ${what}; restart the engine`);
}
