import type { Guidance } from '../../src/access/decision.js';
import type { Pixels } from '../../src/image/picture.js';
import type { EnrolmentGuidance } from '../../src/kiosk/enrolment.js';
import type { Portrait } from './portraits.js';
import type { Gesture } from './puppet.js';

/** What the page says to whoever stands in front of the camera, after each frame. */
export interface Said {
  readonly guidance: Guidance | EnrolmentGuidance;
  /** Pictures that an enrolment has taken. */
  readonly taken: number;
  /** Degrees by which the only face in the frame is turned; null if there is none, or several. A person feels that. */
  readonly yaw: number | null;
}

/** Whatever is in front of the camera. */
export interface Presence {
  hear(said: Said): void;
  /** What the camera sees now. */
  look(): Pixels;
  /** True for frames that are played back: the noise of a sensor is not in them. */
  readonly isPlayedBack?: boolean;
  /** True for somebody who has given up and gone. */
  readonly hasLeft?: boolean;
}

/** What the camera's pictures are like: photographs of the size of LFW's hold no more detail. */
export const VIEW = { width: 320, height: 240 };

/** Pixels between the eyes. */
const EYES = 56;
/** Degrees that a head turns from one frame that is looked at to the next at most. */
const SPEED = 9;
/** Frames until what the page says is about a head that has come to rest. */
const SETTLING = 4;
/** How far a head turns that was asked to, and how far from the photograph at most, beyond which no face is left; and for a picture of an enrolment. */
const TURN = 33;
const FURTHEST = 50;
const POSE = 12;
/** Frames in a row that are not good enough, after which a visitor gives up. */
const PATIENCE = 40;
/** Frames looked at from one blink to the next, and those of them with the eyes closed. */
const BLINK = { every: 6, from: 2, to: 4 };

/** A portrait in front of the camera, looking straight. */
export const likeness = ({ puppet, yaw }: Portrait): Pixels => puppet.render(VIEW, EYES, { yaw: -yaw });

type Wish = 'straight' | 'blink' | 'left' | 'right' | 'pose-left' | 'pose-right';

export interface VisitorOptions {
  /** Which of the portraits is shown. Default: one for each picture that an enrolment takes. */
  readonly choose?: (said: Said) => number;
  /** Where the face is, in pixels beside the middle, and how large. Default: in the middle, 56 pixels between the eyes. */
  readonly x?: number;
  readonly eyes?: number;
  /** What the camera makes of what it sees. Default: nothing. */
  readonly camera?: (picture: Pixels) => Pixels;
}

/** A person who does what the page asks for, as the puppets of one or more photographs. */
export class Visitor implements Presence {
  readonly #portraits: readonly Portrait[];
  readonly #options: VisitorOptions;
  #portrait: Portrait;
  #wish: Wish = 'straight';
  /** Frames that were looked at since then. */
  #looks = 0;
  /** Degrees: how the puppet is turned, how it wants to be, and how it has to be for the face to look straight. */
  #yaw: number;
  #aim: number;
  #straight: number;
  /** What the page saw when the head was straight. */
  #level = 0;
  /** Frames that were looked at since the head has been where it wants to be. */
  #settled = 0;
  #frames = 0;
  /** Frames in a row that were not good enough. */
  #unfit = 0;

  constructor(portraits: readonly Portrait[], options: VisitorOptions = {}) {
    this.#portraits = portraits;
    this.#options = options;
    this.#portrait = portraits[0]!;
    this.#straight = this.#aim = this.#yaw = -this.#portrait.yaw;
  }

  get hasLeft(): boolean {
    return this.#unfit >= PATIENCE;
  }

  hear(said: Said): void {
    this.#choose(said);
    this.#unfit = ['quality', 'no-face', 'several-faces'].includes(said.guidance.kind) ? this.#unfit + 1 : 0;
    const wish = wishOf(said);
    this.#looks = wish === this.#wish ? this.#looks + 1 : 0;
    if (wish !== this.#wish) this.#aim = limited(this.#straight + TURNS[wish]);
    this.#wish = wish;
    // Frames that are dropped must not make the motion faster.
    this.#yaw += Math.max(-SPEED, Math.min(SPEED, this.#aim - this.#yaw));
    this.#settled = this.#aim === this.#yaw ? this.#settled + 1 : 0;
    if (this.#settled < SETTLING || said.yaw === null) return;
    this.#settled = 0;
    this.#correct(said.yaw);
  }

  look(): Pixels {
    const { eyes = EYES, camera = (picture: Pixels) => picture } = this.#options;
    return camera(this.#portrait.puppet.render(VIEW, eyes, this.move()));
  }

  /** How the head is held in the next frame. */
  move(): Gesture {
    const { x = 0 } = this.#options;
    const t = this.#frames++;
    const sway = { x: x + 3 * Math.sin(0.35 * t), y: 2 * Math.sin(0.27 * t), roll: 1.5 * Math.sin(0.2 * t) };
    return { ...sway, yaw: this.#yaw, blink: this.#lids() };
  }

  #choose(said: Said): void {
    const { choose = ({ taken }) => taken } = this.#options;
    const portrait = this.#portraits[Math.min(choose(said), this.#portraits.length - 1)]!;
    if (portrait === this.#portrait) return;
    this.#portrait = portrait;
    this.#straight = this.#aim = this.#yaw = -portrait.yaw;
    this.#looks = this.#settled = 0;
  }

  /** A head that is not yet where it should be goes on. */
  #correct(seen: number): void {
    // Whoever turns instead of blinking does something else than what was asked for.
    if (this.#wish === 'blink') return;
    if (this.#wish === 'straight') {
      this.#level = seen;
      if (Math.abs(seen) > 7) this.#straight = this.#aim = limited(this.#straight - seen / 2);
      return;
    }
    const turn = Math.sign(TURNS[this.#wish]);
    const wanted = Math.abs(TURNS[this.#wish]) - 3;
    if (turn * (seen - this.#level) < wanted) this.#aim = limited(this.#aim + SPEED * turn);
  }

  #lids(): number {
    const phase = this.#looks % BLINK.every;
    const isShut = this.#wish === 'blink' && phase >= BLINK.from && phase < BLINK.to;
    if (!isShut) return 0;
    return Math.floor(this.#looks / BLINK.every) % 2 === 0 ? 1 : 2;
  }
}

/** Degrees, positive towards the right edge of the picture, which is where the person's left is. */
const TURNS: Readonly<Record<Wish, number>> = {
  straight: 0,
  blink: 0,
  left: TURN,
  right: -TURN,
  'pose-left': POSE,
  'pose-right': -POSE,
};

function wishOf({ guidance }: Said): Wish {
  if (guidance.kind === 'pose') {
    if (guidance.pose === 'left') return 'pose-left';
    return guidance.pose === 'right' ? 'pose-right' : 'straight';
  }
  if (guidance.kind !== 'action' || guidance.action === 'look-straight') return 'straight';
  if (guidance.action === 'blink') return 'blink';
  return guidance.action === 'turn-left' ? 'left' : 'right';
}

const limited = (yaw: number): number => Math.max(-FURTHEST, Math.min(FURTHEST, yaw));
