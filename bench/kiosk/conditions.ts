import { createRandom } from '../../src/cpu/random.js';
import type { Pixels } from '../../src/image/picture.js';
import { badCamera } from './bad-camera.js';

/** Which photographs are played, what finds faces in them, and whether they have to live. */
export interface Condition {
  /** A folder of `shared/faces`. */
  readonly set: string;
  readonly detector: 'UltraFace' | 'YuNet';
  /** True for a door at which somebody stands and no liveness is asked for: it goes by the face alone. */
  readonly isWatched: boolean;
  /** Makes photographs of other sets like those of this one. */
  readonly adapt: (photograph: Pixels) => Promise<Pixels>;
}

const random = createRandom(4);

export const CONDITIONS: Readonly<Record<string, Condition>> = {
  /** The photographs as they are. */
  clear: { set: 'lfw40', detector: 'UltraFace', isWatched: false, adapt: async (photograph) => photograph },
  /** The same as a bad camera in a dark hall would have taken them, where UltraFace finds few faces. */
  dark: { set: 'kiosk40', detector: 'YuNet', isWatched: false, adapt: (photograph) => badCamera(photograph, random) },
  /** The photographs as they are, at a door that is watched. */
  watched: { set: 'lfw40', detector: 'UltraFace', isWatched: true, adapt: async (photograph) => photograph },
};
