import type { Observation, ObservedFace } from '../observation.js';

/**
 * What a person is asked to do. Left and right are the person's own: whoever turns to the left turns towards the right edge of the picture
 * that a camera takes, and towards the left edge of one that is shown like a mirror.
 */
export type LivenessAction = 'look-straight' | 'blink' | 'turn-left' | 'turn-right';

/** Why a check takes what it saw for an attack, or cannot tell. */
export type LivenessReason =
  /** A network takes the face for a picture or a screen. */
  | 'spoof'
  /** Nothing moves as a living face does. */
  | 'still'
  /** The points of the face move as those of a flat picture do. */
  | 'flat'
  /** The face jumped, or another took its place. */
  | 'face-changed'
  /** What was asked for was done wrongly, in another order or too fast. */
  | 'challenge-failed'
  /** Time was out. */
  | 'timeout'
  /** What the check needs is missing or makes no sense: a network's score, landmarks, eyes, crops, the order of time. */
  | 'unavailable';

/**
 * Where a check stands. `refused` is final. `live` is enough for a decision; a check that watches (passive, temporal) and is shown more
 * frames may still refuse, so show it every frame up to the decision.
 */
export type LivenessState =
  | { readonly state: 'undecided'; readonly action?: LivenessAction /** 0..1 */; readonly progress: number }
  | { readonly state: 'live' }
  | { readonly state: 'refused'; readonly reason: LivenessReason };

/** One attempt of one person. */
export interface LivenessSession {
  /** Looks at the next frame, in the order of capture, and the one face in it. */
  observe(observation: Observation, face: ObservedFace): LivenessState;
}

/** A way to tell a living face from a picture, a screen or a mask. Applications may pass their own. */
export interface LivenessCheck {
  readonly name: string;
  /** @param random uniform in [0, 1), for what must not be foreseen. */
  begin(random: () => number): LivenessSession;
}
