import { createRandom } from '../../src/cpu/random.js';
import type { Pixels } from '../../src/image/picture.js';
import { badCamera } from './bad-camera.js';

/** Which photographs are played, what finds faces in them, and whether they have to live. */
export interface Condition {
  /** A folder of `shared/faces`. */
  readonly set: string;
  readonly detector: 'UltraFace' | 'YuNet';
  /** What stands in front of the backbone: the engine's `camera`. */
  readonly front: 'plain' | 'noisy';
  /** True for a door at which somebody stands and no liveness is asked for: it goes by the face alone. */
  readonly isWatched: boolean;
  /** Makes photographs of other sets like those of this one. */
  readonly adapt: (photograph: Pixels) => Promise<Pixels>;
}

const random = createRandom(4);

const clear = {
  set: 'lfw40',
  detector: 'UltraFace',
  front: 'plain',
  adapt: async (photograph: Pixels) => photograph,
} as const;

const dark = {
  set: 'kiosk40',
  detector: 'YuNet',
  front: 'plain',
  adapt: (photograph: Pixels) => badCamera(photograph, random),
} as const;

export const CONDITIONS: Readonly<Record<string, Condition>> = {
  /** The photographs as they are. */
  clear: { ...clear, isWatched: false },
  /** The same as a bad camera in a dark hall would have taken them, where UltraFace finds few faces. */
  dark: { ...dark, isWatched: false },
  watched: { ...clear, isWatched: true },
  /** With what the engine has for such cameras, too. */
  'watched-dark': { ...dark, front: 'noisy', isWatched: true },
};
