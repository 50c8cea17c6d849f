import type { Pixels } from '../../src/image/picture.js';
import type { Portrait } from './portraits.js';
import { likeness, type Presence, type Said, VIEW, Visitor } from './visitor.js';

/** Pixels between the eyes of a face that shares the frame with another, and how far beside the middle it is. */
const BESIDE = { eyes: 34, x: 70 };
/** Width of a screen's border, and how far from the edges of the frame it begins; in pixels. */
const BORDER = { width: 10, inset: 14 };

/** The very same frame again and again: a photograph put in the place of the camera. */
export function stillFrame(portrait: Portrait): Presence {
  const frame = likeness(portrait);
  return { hear: () => {}, look: () => frame, isPlayedBack: true };
}

/** A screen with its border that shows a photograph, in somebody's hand: all of it moves, and nothing in it. */
export function heldScreen(portrait: Portrait): Presence {
  const screen = bordered(likeness(portrait));
  let t = 0;
  return {
    hear: () => {},
    look: () => {
      t++;
      return moved(screen, Math.round(5 * Math.sin(0.5 * t)), Math.round(4 * Math.sin(0.37 * t)));
    },
  };
}

/** Two people beside each other. */
export function pair(left: Portrait, right: Portrait): Presence {
  const one = new Visitor([left], { ...BESIDE, x: -BESIDE.x });
  const other = new Visitor([right], BESIDE);
  return {
    hear: () => {},
    look: () => {
      const [frame, half] = [one.look(), other.look()];
      const data = new Uint8ClampedArray(frame.data);
      for (let row = 0; row < VIEW.height; row++) {
        const [from, to] = [4 * (row * VIEW.width + VIEW.width / 2), 4 * (row + 1) * VIEW.width];
        data.set(half.data.subarray(from, to), from);
      }
      return { ...frame, data };
    },
  };
}

/** Somebody in whose place another steps at once, when the page asks for an action for the `asked`th time. */
export function swapped(first: Portrait, second: Portrait, asked: number): Presence {
  let count = 0;
  let before: string | undefined;
  const choose = ({ guidance }: Said) => {
    const action = guidance.kind === 'action' ? guidance.action : undefined;
    if (action && action !== before && action !== 'look-straight') count++;
    before = action;
    return count >= asked ? 1 : 0;
  };
  return new Visitor([first, second], { choose });
}

function bordered(picture: Pixels): Pixels {
  const data = new Uint8ClampedArray(picture.data);
  const { width, height } = picture;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const depth = Math.min(x, y, width - 1 - x, height - 1 - y) - BORDER.inset;
      if (depth >= 0 && depth < BORDER.width) data.fill(12, 4 * (y * width + x), 4 * (y * width + x) + 3);
    }
  }
  return { ...picture, data };
}

/** The picture moved by whole pixels; its edges are repeated. */
function moved({ width, height, data }: Pixels, right: number, down: number): Pixels {
  const to = new Uint8ClampedArray(data.length);
  for (let y = 0; y < height; y++) {
    const row = Math.min(height - 1, Math.max(0, y - down));
    for (let x = 0; x < width; x++) {
      const column = Math.min(width - 1, Math.max(0, x - right));
      to.set(data.subarray(4 * (row * width + column), 4 * (row * width + column) + 4), 4 * (y * width + x));
    }
  }
  return { width, height, data: to };
}
