import { padToRatio } from '../image/pad.js';
import type { Pixels } from '../image/picture.js';
import { decodeBlazeFace } from './blazeface.js';
import { blend, type Candidate, suppress } from './boxes.js';
import type { Decoder, FaceNetwork } from './network.js';
import { decodeUltraFace } from './ultraface.js';
import { decodeYuNet } from './yunet.js';

export interface DetectOptions {
  /** The least confidence of a face, 0..1. Default 0.7 with UltraFace and YuNet and 0.5, as in MediaPipe, with BlazeFace. */
  readonly minScore?: number;
  /**
   * Boxes that overlap more than this (intersection over union) are one face: the most confident of them, or with
   * BlazeFace their mean. Default 0.3.
   */
  readonly maxOverlap?: number;
}

/** A kind of detector. */
interface Detector {
  readonly minScore: number;
  /** Whether it finds eyes, nose and mouth besides the box. */
  readonly findsPoints: boolean;
  readonly decode: (
    outputs: Readonly<Record<string, Float32Array>>,
    picture: Pixels,
    input: Size,
    minScore: number,
  ) => Candidate[];
  /** Makes one face of boxes that overlap. */
  readonly merge: (candidates: readonly Candidate[], maxOverlap: number) => Candidate[];
}

type Size = Pick<Pixels, 'width' | 'height'>;

const DETECTORS: Readonly<Record<Decoder, Detector>> = {
  ultraface: {
    minScore: 0.7,
    findsPoints: false,
    decode: (outputs, picture, _, minScore) => decodeUltraFace(outputs, picture, minScore),
    merge: suppress,
  },
  blazeface: {
    minScore: 0.5,
    findsPoints: true,
    decode: (outputs, picture, input, minScore) => decodeBlazeFace(outputs, picture, input.width, minScore),
    merge: blend,
  },
  yunet: { minScore: 0.7, findsPoints: true, decode: decodeYuNet, merge: suppress },
};

const detectorOf = ({ card }: FaceNetwork): Detector => DETECTORS[card?.decoder ?? 'ultraface'];

/** The input that a network without a card has: UltraFace's. */
const ULTRAFACE_INPUT: Size = { width: 320, height: 240 };

/** Whether a detector finds eyes, nose and mouth itself, so that no network of landmarks is needed to align a face. */
export const findsPoints = (network: FaceNetwork): boolean => detectorOf(network).findsPoints;

/**
 * Finds faces, the most confident first, with the kind of detector that the network's card names. The picture is padded to the shape
 * of the network's input, because a face of another shape is missed more often, and the network sees all of it: UltraFace at
 * 320×240, so a face should be at least a twentieth of its longer side; BlazeFace at 256×256; YuNet at the size that its card asks for.
 * @throws `shape-mismatch` if the network's outputs are not those of such a detector.
 */
export async function detectFaces(
  network: FaceNetwork,
  pixels: Pixels,
  options: DetectOptions = {},
): Promise<Candidate[]> {
  const detector = detectorOf(network);
  const { minScore = detector.minScore, maxOverlap = 0.3 } = options;
  const input = network.card?.input ?? ULTRAFACE_INPUT;
  const { pixels: padded, left, top, scale } = padToRatio(pixels, input.width / input.height);
  const candidates = detector.merge(detector.decode(await network.run(padded), padded, input, minScore), maxOverlap);
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
