import { padToRatio } from '../image/pad.js';
import type { Pixels } from '../image/picture.js';
import { decodeBlazeFace } from './blazeface.js';
import { blend, type Candidate, suppress } from './boxes.js';
import type { FaceNetwork } from './network.js';
import { decodeUltraFace } from './ultraface.js';

export interface DetectOptions {
  /** The least confidence of a face, 0..1. Default 0.7 with UltraFace and 0.5, as in MediaPipe, with BlazeFace. */
  readonly minScore?: number;
  /**
   * Boxes that overlap more than this (intersection over union) are one face: the most confident of them, or with
   * BlazeFace their mean. Default 0.3.
   */
  readonly maxOverlap?: number;
}

/** Width to height of the pictures that UltraFace was trained on: a face of another shape is missed more often. */
const ULTRAFACE_RATIO = 4 / 3;

/**
 * Finds faces, the most confident first, with the kind of detector that the network's card names. The picture is padded
 * to the shape of the network's input and the network sees all of it: UltraFace at 320×240, so a face should be at least
 * a twentieth of its longer side; BlazeFace at 256×256.
 * @throws `shape-mismatch` if the network's outputs are not those of such a detector.
 */
export async function detectFaces(
  network: FaceNetwork,
  pixels: Pixels,
  options: DetectOptions = {},
): Promise<Candidate[]> {
  const isBlazeFace = network.card?.decoder === 'blazeface';
  const { minScore = isBlazeFace ? 0.5 : 0.7, maxOverlap = 0.3 } = options;
  const { pixels: padded, left, top, scale } = padToRatio(pixels, isBlazeFace ? 1 : ULTRAFACE_RATIO);
  const outputs = await network.run(padded);
  const candidates = isBlazeFace
    ? blend(decodeBlazeFace(outputs, padded, network.card.input.width, minScore), maxOverlap)
    : suppress(decodeUltraFace(outputs, padded, minScore), maxOverlap);
  // Boxes count from the edge of the first pixel, points from its centre.
  return candidates.map(({ box: { x, y, width, height }, score, points }) => ({
    box: { x: x / scale - left, y: y / scale - top, width: width / scale, height: height / scale },
    score,
    ...(points && {
      points: points.map((point) => ({
        x: (point.x + 0.5) / scale - left - 0.5,
        y: (point.y + 0.5) / scale - top - 0.5,
      })),
    }),
  }));
}
