import { KinfoldError } from '../errors.js';
import type { Pixels } from './picture.js';
import { resample } from './resample.js';

/** What a network wants to see: the input of its model card. */
export interface TensorSpec {
  readonly width: number;
  readonly height: number;
  readonly layout: 'NCHW' | 'NHWC';
  readonly colour: 'RGB' | 'BGR' | 'grey';
  /** One number a channel in the order of `colour`, or one for all, on the scale 0..255. */
  readonly mean: readonly number[];
  /** Likewise; never 0. */
  readonly std: readonly number[];
}

/** 3, or 1 for grey. */
export const channelsOf = (spec: Pick<TensorSpec, 'colour'>): number => (spec.colour === 'grey' ? 1 : 3);

/** The shape of one picture's tensor: [1, C, H, W] or [1, H, W, C]. */
export function tensorShape(spec: Pick<TensorSpec, 'width' | 'height' | 'layout' | 'colour'>): number[] {
  const channels = channelsOf(spec);
  return spec.layout === 'NCHW' ? [1, channels, spec.height, spec.width] : [1, spec.height, spec.width, channels];
}

/**
 * A picture as the input of a network: stretched to the spec's size (see {@link resample}), then (value − mean) / std.
 * Grey is the luma of ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B.
 * @returns {@link tensorShape} numbers, row-major.
 * @throws `argument-invalid` if mean or std do not fit the channels.
 */
export function toTensor(pixels: Pixels, spec: TensorSpec): Float32Array {
  const { width, height } = spec;
  const channels = channelsOf(spec);
  const mean = perChannel('mean', spec.mean, channels);
  const std = perChannel('std', spec.std, channels);
  const rgb = resample(pixels, width, height);
  const count = width * height;
  const tensor = new Float32Array(count * channels);
  for (let channel = 0; channel < channels; channel++) {
    const source = spec.colour === 'BGR' ? 2 - channel : channel;
    for (let pixel = 0; pixel < count; pixel++) {
      const at = 3 * pixel;
      const value = channels === 1 ? 0.299 * rgb[at]! + 0.587 * rgb[at + 1]! + 0.114 * rgb[at + 2]! : rgb[at + source]!;
      const to = spec.layout === 'NCHW' ? channel * count + pixel : pixel * channels + channel;
      tensor[to] = (value - mean[channel]!) / std[channel]!;
    }
  }
  return tensor;
}

function perChannel(name: string, values: readonly number[], channels: number): readonly number[] {
  if (values.length === channels) return values;
  if (values.length === 1) return new Array<number>(channels).fill(values[0]!);
  throw new KinfoldError(
    'argument-invalid',
    `toTensor: ${name} has ${values.length} numbers but the input has ${channels} channels; give one a channel or one for all`,
  );
}
