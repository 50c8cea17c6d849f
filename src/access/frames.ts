import type { Observation, ObservedFace } from '../face/observation.js';
import type { QualityFault } from '../face/quality.js';
import type { AccessPolicy } from './policy.js';

/** Number and time of capture of a frame. */
export type FrameStamp = Pick<Observation, 'frame' | 'time'>;

/**
 * Whether a frame was captured lately, not in the future, and after the one before. Comparisons are made so that NaN is none
 * of it.
 */
export function isTimely(
  { frame, time }: FrameStamp,
  previous: FrameStamp | null,
  now: number,
  { largestAge, largestLead }: AccessPolicy,
): boolean {
  const age = now - time;
  const isFresh = age <= largestAge && age >= -largestLead;
  const isNext = previous === null || (frame > previous.frame && time > previous.time);
  return Number.isSafeInteger(frame) && frame >= 0 && isFresh && isNext;
}

/** What a frame is good for. */
export type Sight =
  | { readonly kind: 'no-face' | 'several-faces' }
  | { readonly kind: 'unfit'; readonly fault: QualityFault }
  /** `fault`: not for recognition; it shows how a face moves, and that it is still the same person's. */
  | { readonly kind: 'face'; readonly face: ObservedFace; readonly fault: QualityFault | null };

/** Faults that a living face cannot help: it blinks, and it turns as a challenge asks. */
const faultsOfMotion: ReadonlySet<QualityFault> = new Set(['turned', 'tilted', 'eyes-closed', 'blurred']);

/** @param isFollowed whether the face has been seen before; the first look at it must be a good one. */
export function sightOf({ faces }: Observation, isFollowed: boolean): Sight {
  const [face, ...others] = faces;
  if (!face) return { kind: 'no-face' };
  if (others.length > 0) return { kind: 'several-faces' };
  const { faults } = face.quality;
  const fault = faults.find((each) => !(isFollowed && faultsOfMotion.has(each)));
  return fault ? { kind: 'unfit', fault } : { kind: 'face', face, fault: faults[0] ?? null };
}
