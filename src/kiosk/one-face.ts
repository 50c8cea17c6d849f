import type { Guidance } from '../access/decision.js';
import type { Observation, ObservedFace } from '../face/observation.js';
import type { Pixels } from '../image/picture.js';

/** The only face in a frame, fit for recognition and cut out; or what to tell the person so that there is one. */
export type OneFace =
  | { readonly face: ObservedFace; readonly crop: Pixels; readonly guidance: null }
  | { readonly face: ObservedFace | null; readonly crop: null; readonly guidance: Guidance };

/** One person at a time: a second face, however small, makes the frame unfit. */
export function oneGoodFace({ faces }: Observation): OneFace {
  const [face, second] = faces;
  if (!face) return { face: null, crop: null, guidance: { kind: 'no-face' } };
  if (second) return { face: null, crop: null, guidance: { kind: 'several-faces' } };
  const [fault] = face.quality.faults;
  if (fault) return { face, crop: null, guidance: { kind: 'quality', fault } };
  if (!face.crop) return { face, crop: null, guidance: { kind: 'hold-still' } };
  return { face, crop: face.crop, guidance: null };
}
