import { KinfoldError } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import type { Point } from '../image/warp.js';
import { alignFace } from './align.js';
import { type Box, type DetectOptions, detectFaces } from './detect.js';
import { findLandmarks } from './landmarks.js';
import type { FaceNetwork } from './network.js';

/** A face in a picture; all in pixels of the picture. */
export interface Face {
  readonly box: Box;
  /** The detector's confidence, 0..1. */
  readonly score: number;
  /** Eyes, nose, corners of the mouth; the left one in the picture first. */
  readonly landmarks: readonly Point[];
}

/** Which face of several is meant: the one with the largest box, or none, an error. */
export type FacePolicy = 'largest' | 'single';

/** Finds faces in pictures and cuts them out, aligned. */
export interface FaceFinder {
  /** All faces, the most confident first; an empty list if there are none. */
  find(pixels: Pixels): Promise<Face[]>;
  /** The aligned 112×112 picture of one face. */
  align(pixels: Pixels, face: Face): Pixels;
  /**
   * The one face that is meant and its aligned picture.
   * @throws `no-face`; `several-faces` with the policy 'single'.
   */
  crop(pixels: Pixels, policy: FacePolicy): Promise<{ readonly face: Face; readonly crop: Pixels }>;
}

/** Makes a {@link FaceFinder} of an opened detector and an opened network of 68 landmarks. */
export function createFaceFinder(
  { detector, landmarks }: { readonly detector: FaceNetwork; readonly landmarks: FaceNetwork },
  options: DetectOptions = {},
): FaceFinder {
  const complete = async (pixels: Pixels, { box, score }: Pick<Face, 'box' | 'score'>): Promise<Face> => ({
    box,
    score,
    landmarks: await findLandmarks(landmarks, pixels, box),
  });
  return {
    find: async (pixels) => {
      const faces: Face[] = [];
      for (const candidate of await detectFaces(detector, pixels, options))
        faces.push(await complete(pixels, candidate));
      return faces;
    },
    align: (pixels, face) => alignFace(pixels, face.landmarks),
    crop: async (pixels, policy) => {
      const candidates = await detectFaces(detector, pixels, options);
      const face = await complete(pixels, choose(candidates, policy, pixels));
      return { face, crop: alignFace(pixels, face.landmarks) };
    },
  };
}

function choose<Found extends Pick<Face, 'box'>>(found: readonly Found[], policy: FacePolicy, pixels: Pixels): Found {
  const [first, ...others] = found;
  const size = `${pixels.width}×${pixels.height}`;
  if (!first) {
    throw new KinfoldError(
      'no-face',
      `crop: no face was found in a picture of ${size}; use one where the face is lit and at least a twentieth of the width`,
    );
  }
  if (policy === 'single' && others.length > 0) {
    throw new KinfoldError(
      'several-faces',
      `crop: ${found.length} faces were found in a picture of ${size} but one is expected; cut it out, or choose the policy 'largest'`,
    );
  }
  const area = ({ box }: Found) => box.width * box.height;
  return others.reduce((largest, other) => (area(other) > area(largest) ? other : largest), first);
}
