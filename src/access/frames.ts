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
  /** `isFit`: for recognition. Otherwise it only shows that an action is done, and that it is done by the same person. */
  | { readonly kind: 'face'; readonly face: ObservedFace; readonly isFit: boolean };

/** Faults that come from doing what a challenge asks for. */
const faultsOfActions: ReadonlySet<QualityFault> = new Set(['turned', 'tilted', 'eyes-closed', 'blurred']);

/** @param isActing whether an action was asked for. */
export function sightOf({ faces }: Observation, isActing: boolean): Sight {
  const [face, ...others] = faces;
  if (!face) return { kind: 'no-face' };
  if (others.length > 0) return { kind: 'several-faces' };
  const { faults } = face.quality;
  const fault = faults.find((each) => !(isActing && faultsOfActions.has(each)));
  return fault ? { kind: 'unfit', fault } : { kind: 'face', face, isFit: faults.length === 0 };
}
