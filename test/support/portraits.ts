import { openModel } from '../../src/backbone/model.js';
import { alignFace } from '../../src/face/align.js';
import { eyeOpenness } from '../../src/face/eyes.js';
import { createFaceFinder, type Face } from '../../src/face/faces.js';
import { estimatePose } from '../../src/face/pose.js';
import { assessQuality } from '../../src/face/quality.js';
import type { Pixels } from '../../src/image/picture.js';
import type { StoredModel } from '../../src/node/models.js';
import { loadedModel, trialModels } from './models.js';
import { Puppet } from './puppet.js';

/** A photograph of a person who can be made to stand in front of the camera. */
export interface Portrait {
  readonly puppet: Puppet;
  /** Degrees by which the head is turned in the photograph. */
  readonly yaw: number;
  /** Whether the quality gate takes the photograph as it is. */
  readonly isFit: boolean;
}

/** Makes a portrait of the face that is nearest to the middle of a photograph; undefined where none is found. */
export type Portrayer = (photograph: Pixels) => Promise<Portrait | undefined>;

/** Finds faces with the networks that the kiosk under test has. @param detector Default: that of the trial set. */
export async function openPortrayer(detector?: StoredModel): Promise<Portrayer> {
  const models = await trialModels();
  const open = async (stored: StoredModel) => {
    const { card, bytes } = await loadedModel(stored);
    return openModel(card, bytes, { provider: 'wasm' });
  };
  const finder = createFaceFinder({
    detector: await open(detector ?? models.detector),
    landmarks: await open(models.landmarks),
  });
  return async (photograph) => {
    const { width, height } = photograph;
    const away = ({ box }: Face) => Math.hypot(box.x + (box.width - width) / 2, box.y + (box.height - height) / 2);
    const [face] = (await finder.find(photograph)).sort((a, b) => away(a) - away(b));
    if (!face?.points68) return undefined;
    const { landmarks, points68 } = face;
    const pose = estimatePose(landmarks);
    const seen = { landmarks, pose, eyes: eyeOpenness(points68) };
    const { faults } = assessQuality(photograph, seen, alignFace(photograph, landmarks));
    return { puppet: new Puppet(photograph, points68), yaw: pose.yaw, isFit: faults.length === 0 };
  };
}
