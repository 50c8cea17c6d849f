export { KinfoldError, type KinfoldErrorCode } from '../errors.js';
export type { Pixels } from '../image/picture.js';
export type { Point } from '../image/warp.js';
export { type Alignment, alignFace, alignmentOf } from './align.js';
export type { Box } from './boxes.js';
export type { DetectOptions } from './detect.js';
export {
  createFaceFinder,
  type Face,
  type FaceFinder,
  type FaceFinderOptions,
  type FaceNetworks,
  type FacePolicy,
} from './faces.js';
export type { FaceNetwork } from './network.js';
