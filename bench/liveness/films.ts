import type { Random } from '../../src/cpu/random.js';
import type { LivenessAction } from '../../src/face/liveness/check.js';
import type { Pixels } from '../../src/image/picture.js';
import type { Portrait } from '../../test/support/portraits.js';
import type { Gesture } from '../../test/support/puppet.js';
import { Visitor } from '../../test/support/visitor.js';
import { held, onPaper, onScreen, seen } from './attacks.js';
import { pixelsOf, type Scene, sceneOf, sensorNoise } from './scene.js';

/** What whoever holds a thing in front of the camera is asked for, and how far the face that the camera sees is turned, in degrees; null if it sees none. */
export interface Asked {
  readonly action: LivenessAction;
  readonly yaw: number | null;
}

/** Shows the next frame to a camera; some seven a second. */
export type Film = (asked: Asked) => Pixels;

/** Presentations that last, of a photograph that can be made to move. */
export const FILMS: Readonly<Record<string, (portrait: Portrait, random: Random) => Film>> = {
  'animated photograph, fed in as the camera’s stream': (portrait, random) => {
    const move = obeying(portrait);
    return (asked) => sensed(face(portrait, move(asked)), random);
  },
  'animated photograph, on a screen': (portrait, random) => {
    const move = obeying(portrait);
    const hand = trembling(random);
    return (asked) => seen(onScreen(face(portrait, move(asked))), hand(), random);
  },
  'film of another challenge, on a screen': (portrait, random) => {
    const move = obeying(portrait);
    const script = recorded(random);
    const hand = trembling(random);
    return ({ yaw }) => seen(onScreen(face(portrait, move({ action: script(), yaw }))), hand(), random);
  },
  'print, eyes cut out, turned as asked': (portrait, random) => {
    const move = obeying({ ...portrait, yaw: 0 });
    const hand = trembling(random);
    return (asked) => {
      const { yaw = 0, blink = 0 } = move(asked);
      return seen(paper(portrait, random, { blink }), { ...hand(), yaw: -yaw }, random);
    };
  },
  'print, turned and nodded as asked': (portrait, random) => {
    const move = obeying({ ...portrait, yaw: 0 });
    const hand = trembling(random);
    const print = paper(portrait, random, {});
    return (asked) => {
      const { yaw = 0, blink = 0 } = move(asked);
      return seen(print, { ...hand(), yaw: -yaw, pitch: blink > 0 ? 45 : 0 }, random);
    };
  },
  'print, held': (portrait, random) => {
    const hand = trembling(random);
    const print = paper(portrait, random, {});
    return () => seen(print, hand(), random);
  },
  'still frame': (portrait) => {
    const still = pixelsOf(face(portrait, {}));
    return () => still;
  },
};

/** Sides of the photograph, and the distance between its eyes, in pixels: as in LFW. */
const SIDE = 250;
const EYES = 46;

function face({ puppet }: Portrait, gesture: Gesture): Scene {
  return sceneOf(puppet.render({ width: SIDE, height: SIDE }, EYES, gesture));
}

/** Always the same grain. */
function paper(portrait: Portrait, random: Random, gesture: Gesture): Scene {
  return onPaper(face(portrait, gesture), random.fork('grain'));
}

function sensed(scene: Scene, random: Random): Pixels {
  sensorNoise(scene, 3, random);
  return pixelsOf(scene);
}

/** Does what is asked for and sees whether it was enough, as those do who get into the kiosk of docs/kiosk.md. */
function obeying(portrait: Portrait): (asked: Asked) => Gesture {
  const visitor = new Visitor([portrait]);
  return ({ action, yaw }) => {
    visitor.hear({ guidance: { kind: 'action', action }, taken: 0, yaw });
    return visitor.move();
  };
}

/** What somebody was asked for who was filmed before: three actions of 15 frames, each after a look of 7. */
function recorded(random: Random): () => LivenessAction {
  const actions = Array.from({ length: 3 }, () => (['blink', 'turn-left', 'turn-right'] as const)[random.integer(3)]!);
  let frame = 0;
  return () => {
    const [action, place] = [Math.floor(frame / 22), frame % 22];
    frame++;
    return place < 7 ? 'look-straight' : (actions[action] ?? 'look-straight');
  };
}

/** A hand that holds a thing where it was, but for some tenths of a degree and a pixel or two. */
function trembling(random: Random) {
  const about = held(0.8, random);
  return () => ({
    ...about,
    yaw: about.yaw + random.normal(),
    pitch: about.pitch + random.normal(),
    roll: about.roll + 0.5 * random.normal(),
    x: about.x + 0.002 * random.normal(),
    y: about.y + 0.002 * random.normal(),
  });
}
