import type { LivenessAction } from '../../src/face/liveness/check.js';
import type { Script } from './scripted-face.js';

/** How fast a head turns, in degrees a frame, and how far. */
const TURN = 10;
const FAR = 40;
/** Frames before a person begins to do what is asked, and for which eyes stay closed. */
const REACTION = 3;
const CLOSED = 2;
/** Estimates of a pose are smaller than the turn; from here on the quality gate says `turned`. */
const TURNED = 20;

/** A person who does what is asked for, ten frames a second: `next` gives the next frame. */
export function actor() {
  let [yaw, frames] = [0, 0];
  let last: LivenessAction | undefined;
  const target = { 'turn-left': FAR, 'turn-right': -FAR, blink: 0, 'look-straight': 0 };
  return {
    next(action: LivenessAction | undefined): Script {
      frames = action === last ? frames + 1 : 0;
      last = action;
      if (frames >= REACTION || action === 'look-straight') {
        const way = target[action ?? 'look-straight'] - yaw;
        yaw += Math.sign(way) * Math.min(TURN, Math.abs(way));
      }
      const isClosed = action === 'blink' && frames >= REACTION && frames < REACTION + CLOSED;
      const faults = [
        ...(Math.abs(yaw) > TURNED ? (['turned'] as const) : []),
        ...(isClosed ? (['eyes-closed'] as const) : []),
      ];
      return { yaw, open: isClosed ? 0.2 : 1, faults };
    },
  };
}
