import { KinfoldError } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import { estimateSimilarity, type Point, type Similarity, warp } from '../image/warp.js';

/** How a face network wants its faces. */
export interface Alignment {
  /** Of the aligned picture, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Where the five points of a face lie in it: eyes, nose, corners of the mouth; the left one in the picture first. */
  readonly template: readonly Point[];
}

/** An aligned face of 112×112, as the usual face networks were trained (ArcFace, MobileFaceNet). */
export const ARCFACE: Alignment = {
  width: 112,
  height: 112,
  template: [
    { x: 38.2946, y: 51.6963 },
    { x: 73.5318, y: 51.5014 },
    { x: 56.0252, y: 71.7366 },
    { x: 41.5493, y: 92.3655 },
    { x: 70.7299, y: 92.2041 },
  ],
};

/** The alignment that the card of a face network asks for: its template at the size of its input, else that of ArcFace's networks. */
export function alignmentOf({
  template,
  input,
}: {
  readonly template?: readonly Point[];
  readonly input: { readonly width: number; readonly height: number };
}): Alignment {
  return template ? { width: input.width, height: input.height, template } : ARCFACE;
}

/**
 * Turns, scales and shifts a face so that its points fall as near as can be on those of the alignment.
 * A face whose eyes are less than some 20 pixels apart is blown up and loses by it.
 * @param landmarks five points in the order of the template, or four: eyes, nose, middle of the mouth.
 * @returns the aligned picture, by default of 112×112 pixels.
 * @throws `argument-invalid` if the points fall together or are neither four nor five.
 */
export function alignFace(pixels: Pixels, landmarks: readonly Point[], alignment: Alignment = ARCFACE): Pixels {
  return warp(pixels, similarityOf(landmarks, alignment), alignment.width, alignment.height);
}

/** What {@link alignFace} does to a picture, from its pixels to those of the aligned one. Throws likewise. */
export function similarityOf(landmarks: readonly Point[], { template }: Alignment = ARCFACE): Similarity {
  if (landmarks.length !== 4 && landmarks.length !== 5) {
    throw new KinfoldError(
      'argument-invalid',
      `alignFace: got ${landmarks.length} points, expected eyes, nose and the corners or the middle of the mouth; pass four or five`,
    );
  }
  return estimateSimilarity(landmarks, landmarks.length === 5 ? template : withMouthCentre(template));
}

function withMouthCentre([left, right, nose, from, to]: readonly Point[]): Point[] {
  return [left!, right!, nose!, { x: (from!.x + to!.x) / 2, y: (from!.y + to!.y) / 2 }];
}
