import { KinfoldError } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import type { Point } from '../image/warp.js';
import { type Alignment, ARCFACE, alignFace } from './align.js';
import { type Box, type Candidate, visibleArea } from './boxes.js';
import { type DetectOptions, detectFaces, findsPoints } from './detect.js';
import { findLandmarks } from './landmarks.js';
import type { FaceNetwork } from './network.js';

/** A face in a picture; all in pixels of the picture. */
export interface Face {
  readonly box: Box;
  /** The detector's confidence, 0..1. */
  readonly score: number;
  /** Eyes, nose, corners of the mouth; the left one in the picture first. Without a network of landmarks the middle of the mouth. */
  readonly landmarks: readonly Point[];
  /** All points of a network of 68 landmarks (see `Landmarks`); null without one. */
  readonly points68: readonly Point[] | null;
}

/** Which face of several is meant: the one whose box is largest, as far as it lies in the picture, or none, an error. */
export type FacePolicy = 'largest' | 'single';

/** Finds faces in pictures and cuts them out, aligned. */
export interface FaceFinder {
  /** All faces, the most confident first; an empty list if there are none. */
  find(pixels: Pixels): Promise<Face[]>;
  /** The aligned picture of one face. */
  align(pixels: Pixels, face: Face): Pixels;
  /**
   * The one face that is meant and its aligned picture.
   * @throws `no-face`; `several-faces` with the policy 'single'.
   */
  crop(pixels: Pixels, policy: FacePolicy): Promise<{ readonly face: Face; readonly crop: Pixels }>;
}

/** The opened networks of a {@link FaceFinder}. */
export interface FaceNetworks {
  readonly detector: FaceNetwork;
  /** A network of 68 landmarks. May be left out where the detector finds eyes, nose and mouth itself, as BlazeFace and YuNet do. */
  readonly landmarks?: FaceNetwork;
}

export interface FaceFinderOptions extends DetectOptions {
  /** How the aligned pictures look. Default: 112×112 pixels, as the usual face networks were trained. */
  readonly alignment?: Alignment;
}

/**
 * Makes a {@link FaceFinder}.
 * @throws `argument-invalid` without landmarks for a detector that finds boxes only.
 */
export function createFaceFinder(
  networks: FaceNetworks,
  { alignment = ARCFACE, ...options }: FaceFinderOptions = {},
): FaceFinder {
  checkNetworks('createFaceFinder', networks);
  const complete = (pixels: Pixels, candidate: Candidate) => completeFace(networks, pixels, candidate);
  const align = (pixels: Pixels, face: Face) => alignFace(pixels, face.landmarks, alignment);
  return {
    find: async (pixels) => {
      const faces: Face[] = [];
      for (const candidate of await detectFaces(networks.detector, pixels, options))
        faces.push(await complete(pixels, candidate));
      return faces;
    },
    align,
    crop: async (pixels, policy) => {
      const candidates = await detectFaces(networks.detector, pixels, options);
      const face = await complete(pixels, choose(candidates, policy, pixels));
      return { face, crop: align(pixels, face) };
    },
  };
}

/** @throws KinfoldError `argument-invalid` if nothing finds eyes, nose and mouth. */
export function checkNetworks(subject: string, { detector, landmarks }: FaceNetworks): void {
  if (landmarks || findsPoints(detector)) return;
  throw new KinfoldError(
    'argument-invalid',
    `${subject}: got a detector of boxes and no landmarks, expected both; add a network of landmarks, or use a BlazeFace or YuNet detector`,
  );
}

/** Finds the points of a face that was detected. Throws what `findLandmarks` throws. */
export async function completeFace({ landmarks }: FaceNetworks, pixels: Pixels, candidate: Candidate): Promise<Face> {
  const { box, score, points } = candidate;
  if (!landmarks) return { box, score, landmarks: points!, points68: null };
  const { five, points68 } = await findLandmarks(landmarks, pixels, box);
  return { box, score, landmarks: five, points68 };
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
  // A face that the margin cuts off is rarely the one that the picture was taken of.
  const area = ({ box }: Found) => visibleArea(box, pixels);
  return others.reduce((largest, other) => (area(other) > area(largest) ? other : largest), first);
}
