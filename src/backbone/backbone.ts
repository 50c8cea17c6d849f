import { KinfoldError, shapeMismatch } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import { tensorShape, toTensor } from '../image/tensor.js';
import type { ModelCard } from './card.js';
import { openModel } from './model.js';
import type { Provider } from './runtime.js';
import type { SessionOptions } from './session.js';

/** The frozen part: turns one picture into features. */
export interface Backbone {
  readonly card: ModelCard;
  /** SHA-256 of the ONNX file: features of another file must not be mixed with these. */
  readonly sha256: string;
  /** Numbers in the features of one picture. */
  readonly width: number;
  readonly provider: Provider;
  /**
   * The features of one picture, `width` numbers, not normalised. The picture is stretched to the card's size.
   * @throws `not-finite` for NaN, infinity or a sum of squares beyond float32, `zero-vector` if all are 0, `shape-mismatch` if their number differs from the card's.
   */
  features(pixels: Pixels): Promise<Float32Array>;
  /**
   * The same without a way over the processor, only with the webgpu provider: onnxruntime's output is copied to `copyTo`
   * by one command on the shared device. `offset` in bytes, a multiple of 4. Nothing is read back, so NaN and zero are not seen here.
   */
  featuresOnGpu?(pixels: Pixels, copyTo: { readonly buffer: GPUBuffer; readonly offset: number }): Promise<void>;
  release(): Promise<void>;
}

/**
 * Opens a backbone: the ONNX file in `bytes` as `card` describes it.
 * @throws `argument-invalid` for a card of another task, and what `openModel` throws.
 */
export async function openBackbone(
  card: ModelCard,
  bytes: Uint8Array,
  options: SessionOptions = {},
): Promise<Backbone> {
  if (card.task !== 'backbone') {
    throw new KinfoldError(
      'argument-invalid',
      `openBackbone: the card "${card.name}" is of the task "${card.task}" but expected "backbone"; pass another card`,
    );
  }
  const model = await openModel(card, bytes, options);
  const { session, output } = model;
  const { width } = card.output;
  const backbone: Backbone = {
    card,
    sha256: card.sha256.toLowerCase(),
    width,
    provider: session.provider,
    features: async (pixels) => checkFeatures(card, (await model.run(pixels))[output]!),
    release: () => model.release(),
  };
  const { device } = options;
  const { runOnGpu } = session;
  if (!device || !runOnGpu) return backbone;
  return {
    ...backbone,
    featuresOnGpu: (pixels, { buffer, offset }) =>
      runOnGpu(toTensor(pixels, card.input), tensorShape(card.input), output, (source, bytes) => {
        checkWidth(card, bytes / Float32Array.BYTES_PER_ELEMENT);
        const encoder = device.createCommandEncoder({ label: `features of ${card.name}` });
        encoder.copyBufferToBuffer(source, 0, buffer, offset, bytes);
        device.queue.submit([encoder.finish()]);
      }),
  };
}

/** The largest finite float32. */
const MAX_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

function checkWidth(card: ModelCard, width: number): void {
  if (width === card.output.width) return;
  throw shapeMismatch(`features of ${card.name}`, [width], [card.output.width], 'correct output.width in the card');
}

function checkFeatures(card: ModelCard, features: Float32Array): Float32Array {
  checkWidth(card, features.length);
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
