import type { Random } from '../../src/cpu/random.js';
import type { LivenessAction } from '../../src/face/liveness/check.js';
import type { Pixels } from '../../src/image/picture.js';
import { actor } from '../../test/support/actor.js';
import type { Gesture, Puppet } from '../../test/support/puppet.js';
import { held, onPaper, onScreen, seen } from './attacks.js';
import { pixelsOf, type Scene, sceneOf, sensorNoise } from './scene.js';

/** Shows the next frame to a camera whose holder is asked for something; some seven frames a second. */
export type Film = (asked: LivenessAction) => Pixels;

/** Presentations that last, of a photograph that can be made to move. */
export const FILMS: Readonly<Record<string, (puppet: Puppet, random: Random) => Film>> = {
  'animated photograph, fed in as the camera’s stream': (puppet, random) => {
    const gesture = obeying();
    return (asked) => sensed(face(puppet, gesture(asked)), random);
  },
  'animated photograph, on a screen': (puppet, random) => {
    const gesture = obeying();
    const hand = trembling(random);
    return (asked) => seen(onScreen(face(puppet, gesture(asked))), hand(), random);
  },
  'film of another challenge, on a screen': (puppet, random) => {
    const gesture = obeying();
    const script = recorded(random);
    const hand = trembling(random);
    return () => seen(onScreen(face(puppet, gesture(script()))), hand(), random);
  },
  'print, eyes cut out, turned as asked': (puppet, random) => {
    const gesture = obeying();
    const hand = trembling(random);
    return (asked) => {
      const { yaw = 0, blink = 0 } = gesture(asked);
      return seen(paper(puppet, random, { blink }), { ...hand(), yaw: -yaw }, random);
    };
  },
  'print, turned and nodded as asked': (puppet, random) => {
    const gesture = obeying();
    const hand = trembling(random);
    const print = paper(puppet, random, {});
    return (asked) => {
      const { yaw = 0, blink = 0 } = gesture(asked);
      return seen(print, { ...hand(), yaw: -yaw, pitch: 45 * blink }, random);
    };
  },
  'print, held': (puppet, random) => {
    const hand = trembling(random);
    const print = paper(puppet, random, {});
    return () => seen(print, hand(), random);
  },
  'still frame': (puppet) => {
    const still = pixelsOf(face(puppet, {}));
    return () => still;
  },
};

/** Sides of the photograph, and the distance between its eyes, in pixels: as in LFW. */
const SIDE = 250;
const EYES = 46;

function face(puppet: Puppet, gesture: Gesture): Scene {
  return sceneOf(puppet.render({ width: SIDE, height: SIDE }, EYES, gesture));
}

/** Always the same grain. */
function paper(puppet: Puppet, random: Random, gesture: Gesture): Scene {
  return onPaper(face(puppet, gesture), random.fork('grain'));
}

function sensed(scene: Scene, random: Random): Pixels {
  sensorNoise(scene, 3, random);
  return pixelsOf(scene);
}

/** Does what is asked for, at the speed of a person. */
function obeying(): (asked: LivenessAction) => Gesture {
  const { next } = actor();
  return (asked) => {
    const { yaw = 0, open = 1 } = next(asked);
    return { yaw, blink: open < 1 ? 1 : 0 };
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
