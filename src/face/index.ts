export { KinfoldError, type KinfoldErrorCode } from '../errors.js';
export type { Pixels } from '../image/picture.js';
export type { Point } from '../image/warp.js';
export { type Alignment, alignFace, alignmentOf } from './align.js';
export type { Box } from './boxes.js';
export type { DetectOptions } from './detect.js';
export { type EyeOpenness, eyeOpenness } from './eyes.js';
export {
  createFaceFinder,
  type Face,
  type FaceFinder,
  type FaceFinderOptions,
  type FaceNetworks,
  type FacePolicy,
} from './faces.js';
export type { FaceNetwork } from './network.js';
export { estimatePose, type Pose } from './pose.js';
export { assessQuality, type FaceToAssess, type Quality, type QualityFault } from './quality.js';
export { qualityLimits } from './quality-limits.js';
export { createTracker, type Tracker } from './tracker.js';
