export { KinfoldError, type KinfoldErrorCode } from '../errors.js';
export type { Pixels } from '../image/picture.js';
export type { Point } from '../image/warp.js';
export { alignFace } from './align.js';
export type { Box, DetectOptions } from './detect.js';
export { createFaceFinder, type Face, type FaceFinder, type FacePolicy } from './faces.js';
export type { FaceNetwork } from './network.js';
