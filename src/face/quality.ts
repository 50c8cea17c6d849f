import type { Pixels } from '../image/picture.js';
import { applySimilarity, invertSimilarity, type Point } from '../image/warp.js';
import { alignFace, similarityOf } from './align.js';
import type { EyeOpenness } from './eyes.js';
import { measureLight, OVAL } from './face-light.js';
import type { Pose } from './pose.js';
import { qualityLimits } from './quality-limits.js';

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

/** A fault, and whether a face is free of it. Comparisons are such that a NaN is a fault. */
type Finding = readonly [fault: QualityFault, isFit: boolean];

/**
 * Says what makes a face unfit for recognition, by {@link qualityLimits}: the face is looked at as it would be aligned, at 112×112.
 * A mask or a hand with a pattern of its own is not told.
 * @param pixels the whole frame.
 * @param aligned the face as `alignFace` cuts it out by default, if it has been cut out already.
 * @throws `argument-invalid` for points that fall together or are neither four nor five.
 */
export function assessQuality(
  pixels: Pixels,
  { landmarks, pose, eyes }: FaceToAssess,
  aligned: Pixels = alignFace(pixels, landmarks),
): Quality {
  const limits = qualityLimits;
  const [left, right] = landmarks;
  const { light, contrast, sharpness, detail } = measureLight(aligned);
  const distance = Math.hypot(right!.x - left!.x, right!.y - left!.y);
  const turn = Math.max(Math.abs(pose.yaw), Math.abs(pose.pitch));
  const findings: Finding[] = [
    ['too-far', distance >= limits.leastEyeDistance],
    ['too-close', distance <= limits.largestEyeDistance * pixels.width],
    ['cut-off', isInside(pixels, landmarks)],
    ['too-dark', light >= limits.leastLight],
    ['too-bright', light <= limits.largestLight],
    ['low-contrast', contrast >= limits.leastContrast],
    ['turned', turn <= limits.largestTurn],
    ['tilted', Math.abs(pose.roll) <= limits.largestTilt],
    ['covered', detail >= limits.leastDetail],
    ['blurred', sharpness >= limits.leastSharpness],
    ['eyes-closed', !eyes || (eyes.left + eyes.right) / 2 >= limits.leastEyeOpenness],
  ];
  return { faults: findings.flatMap(([fault, isFit]) => (isFit ? [] : [fault])) };
}

/** Whether the oval of the face lies in the frame: its four outermost points. */
function isInside({ width, height }: Pixels, landmarks: readonly Point[]): boolean {
  const toFrame = invertSimilarity(similarityOf(landmarks));
  return [-1, 1]
    .flatMap((side) => [
      { x: OVAL.x + side * OVAL.halfWidth, y: OVAL.y },
      { x: OVAL.x, y: OVAL.y + side * OVAL.halfHeight },
    ])
    .map((point) => applySimilarity(toFrame, point))
    .every(({ x, y }) => x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5);
}
