import type { Pose } from '../face/pose.js';

/**
 * How to hold the head for the next picture: small turns, so that the gallery knows the face as it comes to the door. Left and right are
 * the person's own.
 */
export type EnrolmentPose = 'straight' | 'left' | 'right' | 'up' | 'down';

/** In the order in which they are asked for. */
const POSES: readonly EnrolmentPose[] = ['straight', 'left', 'right', 'up', 'down'];

/** Degrees within which a head counts as straight; noses differ by more up and down than sideways. */
const STRAIGHT = { yaw: 10, pitch: 15 };

/** Degrees from the first picture that make a turn. */
const TURN = 7;

/**
 * Asks for one pose after the other and knows which there are already. Turns are measured from the first picture, because what the estimate
 * says of a straight head differs from face to face.
 */
export class Poses {
  readonly #taken = new Set<EnrolmentPose>();
  #first: Pose | undefined;

  /** What is asked for next. */
  get wanted(): EnrolmentPose {
    return POSES.find((pose) => !this.#taken.has(pose)) ?? 'straight';
  }

  /** Whether a picture in this pose adds one that is not there yet. The first has to be straight: it is the measure of the others. */
  isNew(pose: Pose): boolean {
    const seen = this.#name(pose);
    return !this.#taken.has(seen) && (this.#first !== undefined || seen === 'straight');
  }

  /** Notes a picture. Whoever does not turn as asked is not asked for ever: a picture in a pose that is there stands for the one that was wanted. */
  take(pose: Pose): void {
    const seen = this.#name(pose);
    this.#taken.add(this.#taken.has(seen) ? this.wanted : seen);
    if (this.#taken.size === POSES.length) this.#taken.clear();
    this.#first ??= pose;
  }

  #name(pose: Pose): EnrolmentPose {
    if (!this.#first) {
      const isStraight = Math.abs(pose.yaw) <= STRAIGHT.yaw && Math.abs(pose.pitch) <= STRAIGHT.pitch;
      return isStraight ? 'straight' : turn(pose.yaw, pose.pitch);
    }
    const [yaw, pitch] = [pose.yaw - this.#first.yaw, pose.pitch - this.#first.pitch];
    return Math.max(Math.abs(yaw), Math.abs(pitch)) < TURN ? 'straight' : turn(yaw, pitch);
  }
}

/** Where a head is turned to most. Whoever turns to the left turns towards the right edge of the picture. */
function turn(yaw: number, pitch: number): EnrolmentPose {
  if (Math.abs(yaw) >= Math.abs(pitch)) return yaw > 0 ? 'left' : 'right';
  return pitch > 0 ? 'down' : 'up';
}
