import type { Pixels } from '../image/picture.js';
import type { Point } from '../image/warp.js';
import type { EyeOpenness } from './eyes.js';
import type { Pose } from './pose.js';

/** Why a face is not fit for recognition. */
export type QualityFault =
  | 'too-far'
  | 'too-close'
  | 'cut-off'
  | 'turned'
  | 'tilted'
  | 'blurred'
  | 'too-dark'
  | 'too-bright'
  | 'low-contrast'
  | 'eyes-closed'
  | 'covered';

/** How fit a face is for recognition. */
export interface Quality {
  /** Empty if it is fit; the one to mend first comes first. */
  readonly faults: readonly QualityFault[];
}

/** What the quality gate has to know of a face. */
export interface FaceToAssess {
  /** Five points, or four: eyes, nose, corners or middle of the mouth; in pixels of the frame. */
  readonly landmarks: readonly Point[];
  readonly pose: Pose;
  /** Null without a network of 68 landmarks: closed eyes are then not told. */
  readonly eyes: EyeOpenness | null;
}

/**
 * Says what makes a face unfit for recognition.
 * @param pixels the whole frame.
 */
export function assessQuality(pixels: Pixels, face: FaceToAssess): Quality {
  const [left, right] = face.landmarks;
  const distance = Math.hypot(right!.x - left!.x, right!.y - left!.y);
  const faults: QualityFault[] = [];
  if (!(distance >= 24)) faults.push('too-far');
  if (!(distance <= 0.4 * pixels.width)) faults.push('too-close');
  if (!(Math.abs(face.pose.yaw) <= 25 && Math.abs(face.pose.pitch) <= 25)) faults.push('turned');
  if (!(Math.abs(face.pose.roll) <= 25)) faults.push('tilted');
  if (face.eyes && !((face.eyes.left + face.eyes.right) / 2 >= 0.17)) faults.push('eyes-closed');
  return { faults };
}
