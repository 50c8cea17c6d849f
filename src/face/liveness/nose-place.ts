import type { Point } from '../../image/warp.js';

/**
 * Where the nose lies among eyes and corners of the mouth: (0, 0) is the left eye, (1, 0) the right one, (0, 1) and (1, 1) the corners of the
 * mouth below them, by the projective map of those four points to that square. A flat picture of a face has its nose in one place however
 * it is moved, turned or tilted, because a camera sees a plane through such a map; the nose of a head moves, because it stands out of
 * the plane of the others (M. De Marsico et al., "Moving face spoofing detection via 3D projective invariants", 2012).
 * @param landmarks five points: eyes, nose, corners of the mouth, the left one in the picture first.
 * @returns null if there are not five, or no such map: four points that are not the corners of a convex shape.
 */
export function nosePlace(landmarks: readonly Point[]): Point | null {
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = landmarks;
  if (landmarks.length !== 5 || !leftEye || !rightEye || !nose || !leftMouth || !rightMouth) return null;
  // From the square to the picture (P. Heckbert, "Fundamentals of Texture Mapping and Image Warping", 1989, section 2.2.3), then backwards.
  const right = minus(rightEye, rightMouth);
  const down = minus(leftMouth, rightMouth);
  const rest = {
    x: leftEye.x - rightEye.x + rightMouth.x - leftMouth.x,
    y: leftEye.y - rightEye.y + rightMouth.y - leftMouth.y,
  };
  const area = cross(right, down);
  const g = cross(rest, down) / area;
  const h = cross(right, rest) / area;
  const across = { x: rightEye.x - leftEye.x + g * rightEye.x, y: rightEye.y - leftEye.y + g * rightEye.y };
  const along = { x: leftMouth.x - leftEye.x + h * leftMouth.x, y: leftMouth.y - leftEye.y + h * leftMouth.y };
  // u·(across − g·nose) + v·(along − h·nose) = nose − leftEye
  const to = minus(nose, leftEye);
  const u = { x: across.x - g * nose.x, y: across.y - g * nose.y };
  const v = { x: along.x - h * nose.x, y: along.y - h * nose.y };
  const determinant = cross(u, v);
  const place = { x: cross(to, v) / determinant, y: cross(u, to) / determinant };
  const isConvex = 1 + g > 0 && 1 + h > 0 && 1 + g + h > 0;
  return isConvex && Number.isFinite(place.x) && Number.isFinite(place.y) ? place : null;
}

const minus = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y });

const cross = (a: Point, b: Point): number => a.x * b.y - a.y * b.x;
