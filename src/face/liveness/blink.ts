import type { Point } from '../../image/warp.js';
import type { EyeOpenness } from '../eyes.js';
import { proportion } from './proportion.js';

/** Eyes are closed where both are open less than this share of what they usually are. Measured: docs/liveness.md. */
const CLOSED = 0.55;
/** Frames with open eyes from which it is known how far they usually are open: at least, and the latest of them at most. */
const MIN_OPEN = 3;
const MAX_OPEN = 15;
/** How long eyes are not open in a blink, in ms: shorter is a slip of the landmarks, longer is sleep. */
const MIN_BLINK = 60;
const MAX_BLINK = 1500;

/** Eyes that were open, closed and opened again. */
export interface Blink {
  /** When they were last seen open before, in ms. */
  readonly from: number;
  /** When they were first seen open again, in ms. */
  readonly to: number;
}

/** Looks for blinks of one face. */
export interface BlinkWatch {
  /**
   * Looks at the next frame.
   * @param landmarks - eyes, nose and the corners or the middle of the mouth. @returns the blink that ended in it, or null.
   */
  see(time: number, eyes: EyeOpenness, landmarks: readonly Point[]): Blink | null;
  /** Whether it is known how far the eyes usually are open, and that they are not now. */
  isClosed(): boolean;
}

export function createBlinkWatch(): BlinkWatch {
  let open: EyeOpenness[] = [];
  let lastOpen = Number.NaN;
  let closed = false;
  return {
    see: (time, seen, landmarks) => {
      const eyes = levelled(seen, landmarks);
      const usual = open.length >= MIN_OPEN ? { left: median(open, 'left'), right: median(open, 'right') } : null;
      const wasClosed = closed;
      closed = usual !== null && eyes.left <= CLOSED * usual.left && eyes.right <= CLOSED * usual.right;
      if (closed) return null;
      const blink = { from: lastOpen, to: time };
      lastOpen = time;
      open = [...open, eyes].slice(-MAX_OPEN);
      const length = blink.to - blink.from;
      return wasClosed && length >= MIN_BLINK && length <= MAX_BLINK ? blink : null;
    },
    isClosed: () => closed,
  };
}

/**
 * A photograph that is tilted back and forth makes its eyes flatter, but the whole face too: what is left after the division by the face's own
 * proportion is what the lids did.
 */
function levelled({ left, right }: EyeOpenness, landmarks: readonly Point[]): EyeOpenness {
  const length = proportion(landmarks);
  return { left: left / length, right: right / length };
}

function median(list: readonly EyeOpenness[], side: 'left' | 'right'): number {
  const sorted = list.map((eyes) => eyes[side]).sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
