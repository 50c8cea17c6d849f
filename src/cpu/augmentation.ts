import { KinfoldError } from '../errors.js';

/** How far a random view may be from its picture. Each is 0 by default, which is off. */
export interface Augmentation {
  /** Probability of mirroring left and right. */
  readonly flip?: number;
  /** Largest translation along each axis as a fraction of the side, 0 to 1. */
  readonly shift?: number;
  /** Largest relative zoom: sizes become 1 ± scale. 0 to below 1. */
  readonly scale?: number;
  /** Largest angle in radians, 0 to 3; angles are drawn evenly in tan(angle / 2). */
  readonly rotate?: number;
  /** Largest relative change of contrast: values are multiplied by 1 ± gain. */
  readonly gain?: number;
  /** Largest change of brightness, in units of the input. */
  readonly offset?: number;
  /** Largest relative change of each channel by itself. */
  readonly tint?: number;
  /** Largest difference that a linear light gradient makes at a corner, in units of the input. */
  readonly shade?: number;
  /** Largest standard deviation of a blur in pixels of the picture: nine taps, so meant for up to 2. */
  readonly blur?: number;
  /** Standard deviation of normal noise on every value, in units of the input. */
  readonly noise?: number;
  /** Probability that a rectangle is erased. Needs eraseSize. */
  readonly erase?: number;
  /** Largest side of the rectangle as a fraction of the picture's, 0 to 1. */
  readonly eraseSize?: number;
  /** What the rectangle is filled with, in units of the input. */
  readonly fill?: number;
}

const LARGEST = 1e30;

const ranges: Readonly<Record<keyof Augmentation, readonly [least: number, most: number]>> = {
  flip: [0, 1],
  shift: [0, 1],
  scale: [0, 0.99],
  rotate: [0, 3],
  gain: [0, LARGEST],
  offset: [0, LARGEST],
  tint: [0, LARGEST],
  shade: [0, LARGEST],
  blur: [0, 1024],
  noise: [0, LARGEST],
  erase: [0, 1],
  eraseSize: [0, 1],
  fill: [-LARGEST, LARGEST],
};

/** `Params` of augment.forward, but `rows`. */
export type AugmentParams = Readonly<
  Record<
    | ('height' | 'width' | 'channels' | 'seed' | 'step' | 'erase_height' | 'erase_width')
    | Exclude<keyof Augmentation, 'eraseSize'>,
    number
  >
>;

/**
 * What the kernel takes for these attributes and pictures, with seed and step 0.
 *
 * @throws KinfoldError `argument-invalid` naming `name` for a number out of range.
 */
export function augmentParams(
  name: string,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
  attributes: Readonly<Partial<Record<keyof Augmentation, unknown>>>,
): AugmentParams {
  const read = Object.entries(ranges).map(([key, [least, most]]) => {
    const value = attributes[key as keyof Augmentation] ?? 0;
    if (typeof value === 'number' && value >= least && value <= most) return [key, value] as const;
    throw new KinfoldError(
      'argument-invalid',
      `${name}: ${key} is ${value}, expected a number from ${least} to ${most}`,
    );
  });
  const { eraseSize, ...rest } = Object.fromEntries(read) as Record<keyof Augmentation, number>;
  if (rest.erase > 0 && eraseSize === 0) {
    throw new KinfoldError(
      'argument-invalid',
      `${name}: erase is ${rest.erase} but eraseSize is 0, expected both above 0; say how large a rectangle may be`,
    );
  }
  return {
    height,
    width,
    channels,
    ...rest,
    flip: Math.round(rest.flip * 2 ** 24),
    rotate: Math.tan(rest.rotate / 2),
    erase: Math.round(rest.erase * 2 ** 24),
    erase_height: Math.max(1, Math.round(eraseSize * height)),
    erase_width: Math.max(1, Math.round(eraseSize * width)),
    seed: 0,
    step: 0,
  };
}
