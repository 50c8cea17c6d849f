import { KinfoldError } from '../errors.js';
import type { Point } from '../image/warp.js';

/** Where a head is turned to, in degrees, estimated from landmarks. All 0: straight at the camera. */
export interface Pose {
  /** Turn about the vertical axis; positive: towards the right edge of the picture. */
  readonly yaw: number;
  /** Nod; positive: downwards. */
  readonly pitch: number;
  /** Tilt in the plane of the picture; positive: clockwise as seen in the picture. */
  readonly roll: number;
}

/** How far the tip of the nose stands out of the plane of eyes and mouth, in distances between the eyes. */
const NOSE_DEPTH = 0.5;
/** From the eyes down to the mouth, likewise. */
const MOUTH_DROP = 1.1;
/** Where the tip of the nose lies between eyes (0) and mouth (1) in a face seen straight. */
const NOSE_PLACE = 0.55;

/**
 * How a head is turned, from how far the nose lies beside the middle of eyes and mouth and how high between them, seen from
 * far (scaled orthography): out of their plane by Z, it moves by Z sin(yaw) sideways while the distance between the eyes
 * shrinks by cos(yaw), and likewise up and down (after A. Gee, R. Cipolla, "Determining the gaze of faces in images", 1994).
 * Of one face it tells small turns well; between faces pitch differs by some degrees, because noses do.
 * @param landmarks eyes, nose and the corners or the middle of the mouth; the left one in the picture first.
 * @returns degrees in −180..180.
 * @throws `argument-invalid` if the points are neither four nor five, not finite or fall together.
 */
export function estimatePose(landmarks: readonly Point[]): Pose {
  const [left, right, nose, from, to = from] = landmarks;
  const isComplete = landmarks.length === 4 || landmarks.length === 5;
  if (!left || !right || !nose || !from || !to || !isComplete) {
    throw new KinfoldError(
      'argument-invalid',
      `estimatePose: got ${landmarks.length} points, expected eyes, nose and the corners or the middle of the mouth; pass four or five`,
    );
  }
  const eyes = middle(left, right);
  const mouth = middle(from, to);
  // Two axes of the face, from eye to eye and, turned by a quarter, from eyes to mouth; the longer counts more.
  const across = { x: right.x - left.x + mouth.y - eyes.y, y: right.y - left.y - mouth.x + eyes.x };
  const length = Math.hypot(across.x, across.y);
  if (!(length > 0 && Number.isFinite(length + nose.x + nose.y))) {
    throw new KinfoldError(
      'argument-invalid',
      'estimatePose: the points fall together or are not finite; pass those of a face',
    );
  }
  // (u, v): along the axes of the face.
  const u = (a: Point, b: Point) => ((b.x - a.x) * across.x + (b.y - a.y) * across.y) / length;
  const v = (a: Point, b: Point) => ((b.y - a.y) * across.x - (b.x - a.x) * across.y) / length;
  const drop = v(eyes, mouth);
  const aside = u(eyes, nose) - (u(eyes, mouth) * v(eyes, nose)) / (drop || 1);
  return {
    yaw: degrees(Math.atan2(aside, NOSE_DEPTH * u(left, right))),
    pitch: degrees(Math.atan2((v(eyes, nose) - NOSE_PLACE * drop) * MOUTH_DROP, NOSE_DEPTH * drop)),
    roll: degrees(Math.atan2(across.y, across.x)),
  };
}

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

const degrees = (radians: number) => (radians * 180) / Math.PI;
