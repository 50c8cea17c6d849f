import type { Backbone } from '../backbone/backbone.js';
import { augmentRow } from '../cpu/augment.js';
import type { Augmentation } from '../cpu/augmentation.js';
import { KinfoldError } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import { channelsOf, type TensorSpec } from '../image/tensor.js';
import type { EngineOptions } from './options.js';

export const DEFAULT_VIEWS = 8;

/** Throws `argument-invalid` unless it is an integer from 1 to 64. */
export function checkViews(views: number): void {
  if (Number.isInteger(views) && views >= 1 && views <= 64) return;
  throw new KinfoldError('argument-invalid', `engine: views is ${views}, expected an integer from 1 to 64`);
}

/** The features of a picture, and those of its augmented views if the encoder cannot augment it any more. */
export async function lookAt(
  backbone: Backbone,
  pixels: Pixels,
  pictureId: string,
  { trainable = 'head', augment, views = DEFAULT_VIEWS }: Pick<EngineOptions, 'trainable' | 'augment' | 'views'>,
): Promise<{ features: Float32Array; views?: Float32Array }> {
  const features = await backbone.features(pixels);
  if (!augment || Object.keys(augment).length === 0 || trainable === 'all') return { features };
  return { features, views: await viewFeatures(backbone, pixels, augment, pictureId, views) };
}

/** The features of `views` augmented views of a picture, [views, width]. The same picture gives the same views. */
async function viewFeatures(
  backbone: Backbone,
  pixels: Pixels,
  augment: Augmentation,
  pictureId: string,
  views: number,
): Promise<Float32Array> {
  const seed = Number.parseInt(pictureId.slice(0, 8), 16);
  const features = new Float32Array(views * backbone.width);
  for (let view = 0; view < views; view++) {
    const change = (input: Float32Array) => augmented(input, backbone.card.input, augment, view, seed);
    features.set(await backbone.features(pixels, change), view * backbone.width);
  }
  return features;
}

/** The tensor of a picture, augmented as a training step would. */
function augmented(
  input: Float32Array,
  spec: TensorSpec,
  augment: Augmentation,
  view: number,
  seed: number,
): Float32Array {
  const channels = channelsOf(spec);
  const shape = [spec.height, spec.width, channels] as const;
  if (spec.layout === 'NHWC') return augmentRow(input, shape, { ...augment }, view, 0, seed);
  const pixels = spec.height * spec.width;
  const last = turned(input, channels, pixels);
  return turned(augmentRow(last, shape, { ...augment }, view, 0, seed), pixels, channels);
}

/** The transpose of a matrix [rows, columns]. */
function turned(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) result[column * rows + row] = matrix[row * columns + column]!;
  }
  return result;
}
