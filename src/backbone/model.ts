import { KinfoldError, shapeMismatch } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import { tensorShape, toTensor } from '../image/tensor.js';
import { type OnnxModel, readOnnx } from '../onnx/read.js';
import { flushSubnormals } from '../onnx/subnormals.js';
import type { OnnxValue } from '../onnx/value.js';
import type { ModelCard } from './card.js';
import { checkSha256 } from './checksum.js';
import { openSession, type Session, type SessionOptions } from './session.js';

/** An opened network that takes pictures, as its card describes it. */
export interface Model {
  readonly card: ModelCard;
  readonly session: Session;
  /** The name of the output that the card means. */
  readonly output: string;
  /**
   * Runs the network on one picture, stretched to the card's size.
   * @param change what to do to the network's input before it runs.
   * @returns each output's numbers by its name.
   */
  run(pixels: Pixels, change?: (input: Float32Array) => Float32Array): Promise<Record<string, Float32Array>>;
  release(): Promise<void>;
}

/**
 * Opens the ONNX file of a card. The file is read, summed and compared with the card before onnxruntime sees it.
 * @throws `onnx-invalid`, `onnx-truncated`, `onnx-unsupported`, `checksum-mismatch`; `shape-mismatch` if the file's input
 * or output differs from the card's; and what `openSession` throws.
 */
export async function openModel(card: ModelCard, bytes: Uint8Array, options: SessionOptions = {}): Promise<Model> {
  const { sound, output } = await checkModel(card, bytes);
  return modelOf(card, await openSession(sound, options), output);
}

/**
 * Compares a file with its card.
 * @returns the file as it is to be used, with subnormal weights flushed where the card says so, and the output that the card means.
 * @throws what `openModel` throws, but for what `openSession` does.
 */
export async function checkModel(
  card: ModelCard,
  bytes: Uint8Array,
): Promise<{ readonly sound: Uint8Array; readonly output: string }> {
  const onnx = readOnnx(bytes);
  await checkSha256(`openModel(${card.name})`, bytes, card.sha256);
  return { output: checkCard(card, onnx), sound: card.flushSubnormals ? flushSubnormals(bytes) : bytes };
}

/** A session that takes the card's pictures, as a model. */
export function modelOf(card: ModelCard, session: Session, output: string): Model {
  const shape = tensorShape(card.input);
  return {
    card,
    session,
    output,
    run: (pixels, change = (input) => input) => session.run(change(toTensor(pixels, card.input)), shape),
    release: () => session.release(),
  };
}

/** Compares a card with its file. @returns the name of the output that the card means. */
function checkCard(card: ModelCard, { graph }: OnnxModel): string {
  const subject = `openModel(${card.name})`;
  const input = graph.inputs[0];
  if (!input || graph.inputs.length > 1) {
    throw new KinfoldError(
      'onnx-unsupported',
      `${subject}: the file has ${graph.inputs.length} inputs but one is expected; export the network with the picture as its only input`,
    );
  }
  checkName(subject, 'input', card.input.name, [input]);
  const shape = tensorShape(card.input);
  if (!fits(input, shape)) {
    throw shapeMismatch(
      `${subject}: the card's input`,
      shape,
      (input.shape ?? []) as (number | string)[],
      'correct width, height, layout and colour in the card',
    );
  }
  const output = checkName(subject, 'output', card.output.name, graph.outputs);
  const width = output.shape?.at(-1);
  if (typeof width === 'number' && width !== card.output.width) {
    throw shapeMismatch(
      `${subject}: the card's output`,
      [card.output.width],
      output.shape as (number | string)[],
      'its width is the last axis; correct output.width in the card',
    );
  }
  return output.name;
}

function checkName(subject: string, what: string, name: string | undefined, values: readonly OnnxValue[]): OnnxValue {
  const found = name === undefined ? values[0] : values.find((value) => value.name === name);
  if (found) return found;
  throw new KinfoldError(
    'argument-invalid',
    `${subject}: the card names the ${what} "${name}" but the file has ${values.map((value) => `"${value.name}"`).join(', ')}; correct the card`,
  );
}

/** A side that is free in the file fits everything; so does a file that states no shape. */
function fits({ shape }: OnnxValue, wanted: readonly number[]): boolean {
  if (!shape) return true;
  return (
    shape.length === wanted.length && shape.every((side, axis) => typeof side === 'string' || side === wanted[axis])
  );
}
