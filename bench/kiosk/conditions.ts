import type { Pixels } from '../../src/image/picture.js';

/** Which photographs are played, and what the camera makes of them. */
export interface Condition {
  /** A folder of `shared/faces`. */
  readonly set: string;
  readonly camera: (seen: Pixels) => Pixels;
}

export const CONDITIONS: Readonly<Record<string, Condition>> = {
  /** The photographs as they are. */
  clear: { set: 'lfw40', camera: (seen) => seen },
  /** A cheap camera in a dim hall: no detail finer than three pixels, three tenths of the light, coarse noise. */
  dim: { set: 'lfw40', camera: (seen) => dim(seen, 3, 0.3, 6) },
};

function dim({ width, height, data }: Pixels, side: number, light: number, noise: number): Pixels {
  const dimmed = new Uint8ClampedArray(data.length).fill(255);
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      const [bottom, right] = [Math.min(height, top + side), Math.min(width, left + side)];
      const grain = noise * (Math.random() + Math.random() + Math.random() - 1.5) * 2;
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let y = top; y < bottom; y++)
          for (let x = left; x < right; x++) sum += data[4 * (y * width + x) + channel]!;
        const value = (light * sum) / ((bottom - top) * (right - left)) + grain;
        for (let y = top; y < bottom; y++)
          for (let x = left; x < right; x++) dimmed[4 * (y * width + x) + channel] = value;
      }
    }
  }
  return { width, height, data: dimmed };
}
