import { KinfoldError } from '../../errors.js';
import type { ObservedFace } from '../observation.js';
import type { LivenessCheck, LivenessSession, LivenessState } from './check.js';

export interface PassiveOptions {
  /** Names of the cards whose networks must have looked at each face. Default: whichever did, at least one, the same ones in every frame. */
  readonly networks?: readonly string[];
  /** The least mean score of a living face, above 0 and below 1. Default 0.5. */
  readonly minScore?: number;
  /** Faces fit for recognition that are looked at before the check answers. Default 5. */
  readonly frames?: number;
}

/** What {@link passiveLiveness} does without options; docs/liveness.md has them in a table. */
export const passiveDefaults = { minScore: 0.5, frames: 5 } as const;

/**
 * Passive liveness: networks of presentation attack detection look at single frames. The score of a frame is the mean over the networks,
 * that of the check the mean over the last `frames` faces without a fault of quality; faces with one are not counted.
 *
 * Refuses with 'spoof' below `minScore`, and with 'unavailable' where a network's score is missing or not a number.
 * @throws KinfoldError `argument-invalid` for options that make no sense.
 */
export function passiveLiveness({
  networks,
  minScore = passiveDefaults.minScore,
  frames = passiveDefaults.frames,
}: PassiveOptions = {}): LivenessCheck {
  const subject = 'passiveLiveness';
  if (!(minScore > 0 && minScore < 1)) {
    throw new KinfoldError('argument-invalid', `${subject}: minScore is ${minScore}, expected above 0 and below 1`);
  }
  if (!(Number.isSafeInteger(frames) && frames > 0)) {
    throw new KinfoldError('argument-invalid', `${subject}: frames is ${frames}, expected a whole number above 0`);
  }
  if (networks?.length === 0) {
    throw new KinfoldError('argument-invalid', `${subject}: networks is empty; name one, or leave it out`);
  }
  return { name: 'passive', begin: () => begin(networks, minScore, frames) };
}

function begin(networks: readonly string[] | undefined, minScore: number, frames: number): LivenessSession {
  const scores: number[] = [];
  let expected = networks;
  let final: LivenessState | undefined;
  const refuse = (reason: 'spoof' | 'unavailable'): LivenessState => {
    final = { state: 'refused', reason };
    return final;
  };
  return {
    observe: (_, { live, quality }) => {
      if (final) return final;
      expected ??= Object.keys(live);
      const score = meanScore(live, expected);
      if (Number.isNaN(score)) return refuse('unavailable');
      if (quality.faults.length === 0) scores.push(score);
      if (scores.length < frames) return { state: 'undecided', progress: scores.length / frames };
      const mean = scores.slice(-frames).reduce((sum, value) => sum + value, 0) / frames;
      return mean >= minScore ? { state: 'live' } : refuse('spoof');
    },
  };
}

/** NaN without networks, and where a score is missing or not one. */
function meanScore(live: ObservedFace['live'], networks: readonly string[]): number {
  const scores = networks.map((name) => live[name] ?? Number.NaN);
  const areScores = scores.every((score) => score >= 0 && score <= 1);
  return areScores ? scores.reduce((sum, score) => sum + score, 0) / scores.length : Number.NaN;
}
