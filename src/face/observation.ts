import type { Pixels } from '../image/picture.js';
import type { Point } from '../image/warp.js';
import type { Box } from './boxes.js';
import type { EyeOpenness } from './eyes.js';
import type { Pose } from './pose.js';
import type { Quality } from './quality.js';

/** A face in one frame of a stream; places in pixels of the frame. */
export interface ObservedFace {
  /** The same number for the same face from frame to frame, as far as its place says so; never given again. */
  readonly track: number;
  readonly box: Box;
  /** The detector's confidence, 0..1. */
  readonly score: number;
  /** Eyes, nose, corners of the mouth; the left one in the picture first. */
  readonly landmarks: readonly Point[];
  readonly pose: Pose;
  /** Null without a network of 68 landmarks. */
  readonly eyes: EyeOpenness | null;
  readonly quality: Quality;
  /** What each presentation-attack network says, by its card's name: 1 a living face, 0 an attack. Empty without such networks. */
  readonly live: Readonly<Record<string, number>>;
  /** The aligned picture that the backbone takes; of the largest face only, null for the others. */
  readonly crop: Pixels | null;
}

/** The stages of the face pipeline in the order in which they run. */
export type VisionStage = 'wait' | 'decode' | 'detect' | 'track' | 'landmarks' | 'quality' | 'liveness' | 'align';

/** What the face pipeline saw in one frame. */
export interface Observation {
  /** Number of the frame among those that were handed in, from 0; numbers that are missing were dropped. */
  readonly frame: number;
  /** When the frame was captured, in ms of the page's `performance.now()`. */
  readonly time: number;
  readonly width: number;
  readonly height: number;
  /** The largest first. */
  readonly faces: readonly ObservedFace[];
  /** Milliseconds that each stage took; 'wait' is the time in the queue. */
  readonly stages: Readonly<Partial<Record<VisionStage, number>>>;
}
