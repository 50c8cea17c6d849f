import { KinfoldError, shapeMismatch } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import { tensorShape, toTensor } from '../image/tensor.js';
import type { ModelCard } from './card.js';
import { type Model, modelOf, openModel } from './model.js';
import type { Provider } from './runtime.js';
import { openSession, type SessionOptions } from './session.js';

/** The frozen part: turns one picture into features. */
export interface Backbone {
  readonly card: ModelCard;
  /** SHA-256 of the ONNX file: features of another file must not be mixed with these. */
  readonly sha256: string;
  /** Numbers in the features of one picture. */
  readonly width: number;
  /** Where onnxruntime runs; null where the features are the pictures themselves. */
  readonly provider: Provider | null;
  /**
   * The features of one picture, `width` numbers, not normalised. The picture is stretched to the card's size.
   * @param change what to do to the network's input before it runs: an augmentation.
   * @throws `not-finite` for NaN, infinity or a sum of squares beyond float32, `zero-vector` if all are 0, `shape-mismatch` if their number differs from the card's.
   */
  features(pixels: Pixels, change?: ChangeInput): Promise<Float32Array>;
  /**
   * The same without a way over the processor, only with the webgpu provider: onnxruntime's output is copied to `copyTo`
   * by one command on the shared device. `offset` in bytes, a multiple of 4. Nothing is read back, so NaN and zero are not seen here.
   */
  featuresOnGpu?(pixels: Pixels, copyTo: { readonly buffer: GPUBuffer; readonly offset: number }): Promise<void>;
  release(): Promise<void>;
}

/** Changes the tensor of one picture; the result has its shape. */
export type ChangeInput = (input: Float32Array) => Float32Array;

/**
 * Opens a whole backbone: the ONNX file in `bytes` as `card` describes it.
 * @throws `argument-invalid` for a card of another task, and what `openModel` throws.
 */
export async function openBackbone(
  card: ModelCard,
  bytes: Uint8Array,
  options: SessionOptions = {},
): Promise<Backbone> {
  checkTask(card);
  return backboneOf(await openModel(card, bytes, options), card.output.width, options.device);
}

/** The part of a network that stays in onnxruntime. */
export interface Front {
  readonly bytes: Uint8Array;
  /** The tensor at which the network is cut, and its numbers a picture. */
  readonly output: string;
  readonly width: number;
}

/** Opens the front part of a card's network, whose whole file was checked with `checkModel`. @throws what `openSession` throws. */
export async function openFront(card: ModelCard, front: Front, options: SessionOptions = {}): Promise<Backbone> {
  checkTask(card);
  const session = await openSession(front.bytes, options);
  return backboneOf(modelOf(card, session, front.output), front.width, options.device);
}

/** No network at all: the features of a picture are the tensor that the card's network takes. */
export function picturesThemselves(card: ModelCard): Backbone {
  checkTask(card);
  const width = tensorShape(card.input).reduce((product, side) => product * side, 1);
  return {
    card,
    sha256: card.sha256.toLowerCase(),
    width,
    provider: null,
    features: async (pixels, change = unchanged) => checkFeatures(card, width, change(toTensor(pixels, card.input))),
    release: async () => {},
  };
}

const unchanged: ChangeInput = (input) => input;

function checkTask(card: ModelCard): void {
  if (card.task === 'backbone') return;
  throw new KinfoldError(
    'argument-invalid',
    `openBackbone: the card "${card.name}" is of the task "${card.task}" but expected "backbone"; pass another card`,
  );
}

function backboneOf({ card, session, output, run, release }: Model, width: number, device?: GPUDevice): Backbone {
  const backbone: Backbone = {
    card,
    sha256: card.sha256.toLowerCase(),
    width,
    provider: session.provider,
    features: async (pixels, change) => checkFeatures(card, width, (await run(pixels, change))[output]!),
    release,
  };
  const { runOnGpu } = session;
  if (!device || !runOnGpu) return backbone;
  return {
    ...backbone,
    featuresOnGpu: (pixels, { buffer, offset }) =>
      runOnGpu(toTensor(pixels, card.input), tensorShape(card.input), output, (source, bytes) => {
        checkWidth(card, width, bytes / Float32Array.BYTES_PER_ELEMENT);
        const encoder = device.createCommandEncoder({ label: `features of ${card.name}` });
        encoder.copyBufferToBuffer(source, 0, buffer, offset, bytes);
        device.queue.submit([encoder.finish()]);
      }),
  };
}

/** The largest finite float32. */
const MAX_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

function checkWidth(card: ModelCard, expected: number, width: number): void {
  if (width === expected) return;
  throw shapeMismatch(`features of ${card.name}`, [width], [expected], 'correct output.width in the card');
}

function checkFeatures(card: ModelCard, width: number, features: Float32Array): Float32Array {
  checkWidth(card, width, features.length);
  const bad = features.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new KinfoldError(
      'not-finite',
      `features of ${card.name}: number ${bad} is ${features[bad]}; the model overflows on this picture, check mean and std in its card`,
    );
  }
  const squared = features.reduce((sum, value) => sum + value * value, 0);
  if (squared > MAX_FLOAT32) {
    throw new KinfoldError(
      'not-finite',
      `features of ${card.name}: their squares add up to ${squared.toPrecision(3)}, more than float32 holds (3.4e38); check mean and std in its card`,
    );
  }
  if (features.every((value) => value === 0)) {
    throw new KinfoldError(
      'zero-vector',
      `features of ${card.name}: all ${features.length} numbers are 0; the model sees nothing in this picture`,
    );
  }
  return features;
}
