import { createRandom } from '../../src/cpu/random.js';
import type { Pixels } from '../../src/image/picture.js';
import { landmarkNumbers } from '../../test/support/fake-vision.js';
import { doorOf, type SoakDoor } from './door.js';
import { stubBackbone, stubDetector, stubLandmarks, stubLiveness } from './stubs.js';
import { FRAME, MARGIN } from './visitor.js';

/** A door of networks that see colours only: two people who are known, a stranger, and nobody. */
export async function stubDoor(): Promise<SoakDoor> {
  const networks = {
    backbone: await stubBackbone(),
    detector: await stubDetector(),
    landmarks: await stubLandmarks([...landmarkNumbers()]),
    liveness: await stubLiveness(),
  };
  const visitor = (name: string | null, colour: readonly [number, number, number]) => ({
    name,
    pictures: [1, 2].map((seed) => texture(colour, seed)),
  });
  const visitors = [
    visitor('Ada', [190, 100, 90]),
    visitor(null, [90, 190, 110]),
    visitor('Bo', [90, 110, 200]),
    visitor(null, [30, 30, 30]),
  ];
  return doorOf({ networks, threshold: 0.5, visitors });
}

/** A colour with light and dark in it, as much as the quality gate asks for in a face. */
function texture(colour: readonly [number, number, number], seed: number): Pixels {
  const random = createRandom(seed);
  const [width, height] = [FRAME.width + MARGIN, FRAME.height + MARGIN];
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const light = 1 + 0.25 * Math.sin(x / 7) * Math.sin(y / 5) + 0.05 * random.normal();
      for (let channel = 0; channel < 3; channel++) data[at + channel] = colour[channel]! * light;
    }
  }
  return { width, height, data };
}
