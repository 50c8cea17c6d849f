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
  /** Which people of the set, counted from 0, the casts begin with. */
  readonly first: readonly number[];
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

const alone = { isWatched: false, first: [0, 10, 20] } as const;

/** Where nobody has to do anything it goes faster, so there are more casts. */
const watched = { isWatched: true, first: [0, 5, 10, 15, 20, 25, 30, 35] } as const;

export const CONDITIONS: Readonly<Record<string, Condition>> = {
  /** The photographs as they are. */
  clear: { ...clear, ...alone },
  /** The same as a bad camera in a dark hall would have taken them, where UltraFace finds few faces. */
  dark: { ...dark, ...alone },
  watched: { ...clear, ...watched },
  /** With what the engine has for such cameras, too. */
  'watched-dark': { ...dark, ...watched, front: 'noisy' },
};
