import { KinfoldError } from '../../errors.js';
import type { Pixels } from '../../image/picture.js';
import type { Observation, ObservedFace } from '../observation.js';
import { createBlinkWatch } from './blink.js';
import type { LivenessCheck, LivenessReason, LivenessSession, LivenessState } from './check.js';
import { createContinuity, isClear } from './continuity.js';
import { createDepthWatch } from './depth.js';
import { cropChange } from './stillness.js';

export interface TemporalOptions {
  /** By when a sign of life must have been seen, in seconds from the first frame. Default 10. */
  readonly seconds?: number;
}

/** A picture that stays the very same for so long, in ms and frames, is a still one. */
const STILL_TIME = 1000;
const STILL_FRAMES = 5;
/** Frames that move without which nothing is said. */
const MIN_FRAMES = 5;

/** What {@link temporalLiveness} does without options; docs/liveness.md has them in a table. */
export const temporalDefaults = { seconds: 10 } as const;

/**
 * Temporal consistency: one face, frame by frame, that moves as a living one. It must
 * - go on from frame to frame: no jump of place, size or crop, no other number, no second unseen (else 'face-changed');
 * - not be the very same picture for a second (else 'still'): a sensor's noise alone changes it;
 * - show a sign of life in `seconds`: a blink, or a nose that moves among eyes and mouth as only a thing with depth does (else 'flat', 'still'
 *   where most frames repeat the one before, or 'unavailable' where no face was seen well). Turning the head does, so a challenge helps; a photograph's tilting does not.
 *
 * Answers 'live' at the first sign, and goes on watching for jumps and stills. A film on a screen passes: it moves as what it was taken of.
 * @throws KinfoldError `argument-invalid` for `seconds` that make no sense.
 */
export function temporalLiveness({ seconds = temporalDefaults.seconds }: TemporalOptions = {}): LivenessCheck {
  if (!(seconds >= 1 && Number.isFinite(seconds))) {
    throw new KinfoldError('argument-invalid', `temporalLiveness: seconds is ${seconds}, expected a number from 1 on`);
  }
  return { name: 'temporal', begin: () => new Watch(1000 * seconds) };
}

class Watch implements LivenessSession {
  readonly #limit: number;
  readonly #continuity = createContinuity();
  readonly #blinks = createBlinkWatch();
  #begun: number | undefined;
  #crop: Pixels | undefined;
  #frames = 0;
  /** Frames that show the very picture of the one before, and those that show a face that moves and is seen well. */
  #repeated = 0;
  #moved = 0;
  /** When the picture last changed, and how many frames have shown the same one since. */
  #changed = 0;
  #same = 0;
  readonly #depth = createDepthWatch();
  #lives = false;
  #refusal: LivenessState | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  observe(observation: Observation, face: ObservedFace): LivenessState {
    if (this.#refusal) return this.#refusal;
    const reason = this.#judge(observation, face);
    if (reason) {
      this.#refusal = { state: 'refused', reason };
      return this.#refusal;
    }
    if (this.#lives) return { state: 'live' };
    return { state: 'undecided', progress: Math.min(this.#moved / MIN_FRAMES, 1) / 2 };
  }

  #judge(observation: Observation, face: ObservedFace): LivenessReason | null {
    const { time } = observation;
    const broken = this.#continuity.follow(observation, face);
    if (broken) return broken;
    // Neither sign of life could be seen.
    if (!face.crop || (face.landmarks.length !== 5 && !face.eyes)) return 'unavailable';
    this.#begun ??= time;
    this.#frames++;
    const change = this.#crop ? cropChange(this.#crop, face.crop) : 'moved';
    this.#crop = face.crop;
    if (change === 'other') return 'face-changed';
    if (change === 'same') [this.#same, this.#repeated] = [this.#same + 1, this.#repeated + 1];
    else [this.#same, this.#changed] = [0, time];
    if (this.#same >= STILL_FRAMES && time - this.#changed >= STILL_TIME) return 'still';
    if (change === 'moved' && isClear(face)) this.#look(time, face);
    if (this.#lives || time - this.#begun <= this.#limit) return null;
    if (2 * this.#repeated > this.#frames) return 'still';
    return this.#moved < MIN_FRAMES ? 'unavailable' : 'flat';
  }

  #look(time: number, { eyes, landmarks }: ObservedFace): void {
    this.#moved++;
    const blinked = eyes !== null && this.#blinks.see(time, eyes, landmarks) !== null;
    const hasDepth = this.#depth.see(landmarks);
    this.#lives ||= this.#moved >= MIN_FRAMES && (blinked || hasDepth);
  }
}
