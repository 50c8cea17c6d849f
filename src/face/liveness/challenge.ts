import { KinfoldError } from '../../errors.js';
import type { Observation, ObservedFace } from '../observation.js';
import { type BlinkWatch, createBlinkWatch } from './blink.js';
import type { LivenessAction, LivenessCheck, LivenessReason, LivenessSession, LivenessState } from './check.js';
import { createContinuity, isClear } from './continuity.js';
import { proportion } from './proportion.js';
import { type ChallengeAction, drawActions } from './sequence.js';

export interface ChallengeOptions {
  /** How many actions are asked for, 2 to 6. Default 3. */
  readonly actions?: number;
  /** How long each action, and each look straight before it, may take, in seconds. Default 5. */
  readonly seconds?: number;
  /**
   * True if the frames themselves are mirrored, as some virtual cameras give them. A page that only shows its video like a mirror leaves it
   * out: that does not change the frames. Default false.
   */
  readonly mirrored?: boolean;
}

/** A head looks straight up to this angle, in degrees of yaw. */
const STRAIGHT = 10;
/** A head has turned that is this far from where it looked before, in degrees of yaw; half of it to the wrong side is wrong. */
const TURNED = 25;
/**
 * A face that is longer for its width than this, compared with how it looked straight, is not taken for turned: a head is, at 25 degrees, by a tenth, and a
 * photograph must be tilted by some 60 degrees before a network takes it for turned.
 */
const ASIDE = 1.3;
/** Frames in a row that a turn must last. */
const TURNED_FRAMES = 2;
/** Nobody sees what is asked for and does it in less, in ms. */
const REACTION = 200;
/** How long to look straight before the next action is asked for, in ms: this, and a random share of that. */
const LOOK = 500;
const MORE_LOOK = 1000;

/** What {@link challengeLiveness} does without options; docs/liveness.md has them in a table. */
export const challengeDefaults = { actions: 3, seconds: 5, mirrored: false } as const;

/**
 * Active challenge: asks for a random sequence of blinks and turns, each begun from looking straight with open eyes after a random pause. Whoever does another
 * thing than what was asked for, or does it before a person can have seen it, is refused ('challenge-failed'), and whoever does nothing ('timeout').
 * The check takes `2 × actions × seconds` at most.
 *
 * Every sequence has a blink and a turn and each is equally likely: 18 of three actions, 64 of four, 210 of five. A recording of an earlier challenge
 * fits one of them. A blink that nobody asked for is no fault, because people blink.
 * @throws KinfoldError `argument-invalid` for options that make no sense.
 */
export function challengeLiveness({
  actions = challengeDefaults.actions,
  seconds = challengeDefaults.seconds,
  mirrored = challengeDefaults.mirrored,
}: ChallengeOptions = {}): LivenessCheck {
  if (!(Number.isSafeInteger(actions) && actions >= 2 && actions <= 6)) {
    throw new KinfoldError(
      'argument-invalid',
      `challengeLiveness: actions is ${actions}, expected a whole number from 2 to 6`,
    );
  }
  if (!(seconds >= 1 && Number.isFinite(seconds))) {
    throw new KinfoldError('argument-invalid', `challengeLiveness: seconds is ${seconds}, expected a number from 1 on`);
  }
  return {
    name: 'challenge',
    begin: (random) => {
      const sequence = drawActions(actions, random);
      const pauses = sequence.map(() => LOOK + MORE_LOOK * random());
      return new Challenge(sequence, pauses, 1000 * seconds, mirrored ? -1 : 1);
    },
  };
}

class Challenge implements LivenessSession {
  readonly #sequence: readonly ChallengeAction[];
  readonly #pauses: readonly number[];
  readonly #limit: number;
  readonly #toLeft: 1 | -1;
  readonly #continuity = createContinuity();
  readonly #blinks: BlinkWatch = createBlinkWatch();
  #done = 0;
  #asked: LivenessAction = 'look-straight';
  /** When it was asked for. */
  #since: number | undefined;
  /** Since when the face has looked straight, with which yaws and proportions. */
  #straight: { readonly from: number; readonly yaws: number[]; readonly lengths: number[] } | undefined;
  #turned = 0;
  #final: LivenessState | undefined;

  constructor(sequence: readonly ChallengeAction[], pauses: readonly number[], limit: number, toLeft: 1 | -1) {
    this.#sequence = sequence;
    this.#pauses = pauses;
    this.#limit = limit;
    this.#toLeft = toLeft;
  }

  observe(observation: Observation, face: ObservedFace): LivenessState {
    this.#final ??= this.#judge(observation, face);
    return this.#final ?? { state: 'undecided', action: this.#asked, progress: this.#progress() };
  }

  #judge(observation: Observation, face: ObservedFace): LivenessState | undefined {
    const { time } = observation;
    const broken = this.#continuity.follow(observation, face) ?? (face.eyes ? null : 'unavailable');
    if (broken) return refused(broken);
    this.#since ??= time;
    if (time - this.#since > this.#limit) return refused('timeout');
    if (!isClear(face)) return undefined;
    const blink = this.#blinks.see(time, face.eyes!, face.landmarks);
    if (this.#asked === 'look-straight') return this.#look(time, face);
    const turn = this.#toLeft * (face.pose.yaw - middle(this.#straight!.yaws));
    const length = proportion(face.landmarks) / middle(this.#straight!.lengths);
    const outcome = this.#asked === 'blink' ? this.#awaitBlink(blink?.from, turn) : this.#awaitTurn(time, turn, length);
    if (outcome === 'done') return this.#next(time);
    return outcome === 'failed' ? refused('challenge-failed') : undefined;
  }

  #look(time: number, { pose, landmarks }: ObservedFace): LivenessState | undefined {
    const isStraight = Math.abs(pose.yaw) <= STRAIGHT && !this.#blinks.isClosed();
    if (!isStraight) {
      const actsUnasked = this.#straight !== undefined && Math.abs(pose.yaw) >= TURNED;
      if (actsUnasked) return refused('challenge-failed');
      // A blink or a small movement starts the pause again; whoever has looked straight once may not turn away any more.
      if (this.#straight) this.#straight = { from: time, yaws: [], lengths: [] };
      return undefined;
    }
    this.#straight ??= { from: time, yaws: [], lengths: [] };
    this.#straight.yaws.push(pose.yaw);
    this.#straight.lengths.push(proportion(landmarks));
    if (time - this.#straight.from >= this.#pauses[this.#done]!) this.#ask(this.#sequence[this.#done]!, time);
    return undefined;
  }

  #awaitBlink(began: number | undefined, turn: number): 'done' | 'failed' | undefined {
    if (Math.abs(turn) >= TURNED / 2) return 'failed';
    // A blink that began before it could have been asked for is one that people make now and then.
    return began !== undefined && began >= this.#since! + REACTION ? 'done' : undefined;
  }

  #awaitTurn(time: number, turn: number, length: number): 'done' | 'failed' | undefined {
    const asked = this.#asked === 'turn-left' ? turn : -turn;
    if (asked <= -TURNED / 2) return 'failed';
    if (asked >= TURNED && time - this.#since! < REACTION) return 'failed';
    this.#turned = asked >= TURNED && length <= ASIDE ? this.#turned + 1 : 0;
    return this.#turned >= TURNED_FRAMES ? 'done' : undefined;
  }

  #next(time: number): LivenessState | undefined {
    this.#done++;
    if (this.#done === this.#sequence.length) return { state: 'live' };
    this.#straight = undefined;
    this.#turned = 0;
    this.#ask('look-straight', time);
    return undefined;
  }

  #ask(action: LivenessAction, time: number): void {
    this.#asked = action;
    this.#since = time;
  }

  #progress(): number {
    return (2 * this.#done + (this.#asked === 'look-straight' ? 0 : 1)) / (2 * this.#sequence.length);
  }
}

function refused(reason: LivenessReason): LivenessState {
  return { state: 'refused', reason };
}

function middle(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
