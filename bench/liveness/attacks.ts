import type { Random } from '../../src/cpu/random.js';
import type { Pixels } from '../../src/image/picture.js';
import { blur, emptyScene, type Hold, hold, mix, pixelsOf, type Scene, sceneOf, sensorNoise } from './scene.js';

/** Sides of a camera's view of a made attack: at 0.8 of it, a photograph of LFW keeps about its own size. */
export const VIEW = 300;
const WALL = [150, 146, 138] as const;

/** Made attacks, by what is held in front of the camera. Each is drawn from light and geometry; none was photographed. */
export const ATTACKS: Readonly<Record<string, (photograph: Pixels, random: Random) => Pixels>> = {
  'print, held': (photograph, random) => seen(onPaper(sceneOf(photograph), random), held(0.8, random), random),
  'print, close': (photograph, random) => seen(onPaper(sceneOf(photograph), random), held(1.5, random), random),
  'print, cut out along the head': (photograph, random) =>
    seen(cutOut(onPaper(sceneOf(photograph), random)), held(0.8, random), random),
  'screen, held': (photograph, random) => seen(onScreen(sceneOf(photograph)), held(0.8, random), random),
  'screen, close': (photograph, random) => seen(onScreen(sceneOf(photograph)), held(1.5, random), random),
  'frame with border': (photograph) => pixelsOf(framed(sceneOf(photograph), 20, [12, 12, 14])),
};

/** As a hand holds a flat thing: a little turned, about the middle of the view. */
export function held(size: number, random: Random): Hold {
  const about = (most: number) => most * (2 * random.uniform() - 1);
  return { yaw: about(8), pitch: about(8), roll: about(4), size, x: 0.5 + about(0.03), y: 0.5 + about(0.03) };
}

/** As a camera sees a flat thing: out of focus by half a pixel, with a sensor's noise. */
export function seen(flat: Scene, how: Hold, random: Random): Pixels {
  const view = emptyScene(VIEW, VIEW, WALL);
  hold(view, flat, how);
  const image = blur(view, 0.6);
  sensorNoise(image, 3, random);
  return pixelsOf(image);
}

/** Ink on paper: a white border, less contrast and colour, the grain of the print. */
export function onPaper(photograph: Scene, random: Random): Scene {
  const data = photograph.data.map((value, at) => {
    const first = at - (at % 3);
    const grey = (photograph.data[first]! + photograph.data[first + 1]! + photograph.data[first + 2]!) / 3;
    return 38 + 0.74 * (0.85 * value + 0.15 * grey) + 4 * random.normal();
  });
  return framed({ ...photograph, data }, 16, [232, 230, 224]);
}

/** Paper cut along the head, which photographs of LFW have in their middle: what lies beyond is the wall behind it. */
function cutOut(paper: Scene): Scene {
  const { width, height } = paper;
  const isHead = (x: number, y: number) =>
    ((x - width / 2) / (0.27 * width)) ** 2 + ((y - 0.49 * height) / (0.36 * height)) ** 2 < 1;
  return mix(emptyScene(width, height, WALL), paper, isHead);
}

/** A display: each pixel is three stripes of one colour with dark gaps, inside a dark bezel, with a bluish white and the light of the room on it. */
export function onScreen(photograph: Scene): Scene {
  const { width, height } = photograph;
  const panel = emptyScene(3 * width, 3 * height, [0, 0, 0]);
  for (let y = 0; y < 3 * height; y++) {
    for (let x = 0; x < 3 * width; x++) {
      const from = 3 * (Math.floor(y / 3) * width + Math.floor(x / 3));
      for (let channel = 0; channel < 3; channel++) {
        const lit = (x % 3 === channel ? 2 : 0.5) * (y % 3 === 2 ? 0.7 : 1.15);
        const glare = 14 + 10 * (x / (3 * width));
        panel.data[3 * (y * 3 * width + x) + channel] =
          glare + photograph.data[from + channel]! * lit * [0.95, 0.98, 1.05][channel]!;
      }
    }
  }
  return framed(panel, 60, [12, 12, 14]);
}

function framed({ width, height, data }: Scene, border: number, colour: readonly [number, number, number]): Scene {
  const whole = emptyScene(width + 2 * border, height + 2 * border, colour);
  for (let y = 0; y < height; y++) {
    whole.data.set(data.subarray(3 * y * width, 3 * (y + 1) * width), 3 * ((y + border) * whole.width + border));
  }
  return whole;
}
