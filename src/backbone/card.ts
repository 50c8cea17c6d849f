import { KinfoldError } from '../errors.js';
import type { LivenessReading } from '../face/liveness/network.js';
import type { Decoder } from '../face/network.js';
import { channelsOf, type TensorSpec } from '../image/tensor.js';
import type { Point } from '../image/warp.js';

/** All that has to be known of an ONNX file to use it: what goes in, what comes out, where it is from and under which licence. */
export interface ModelCard {
  readonly name: string;
  /** 'liveness' is presentation attack detection. */
  readonly task: 'backbone' | 'detector' | 'landmarks' | 'liveness';
  /** File name or URL of the ONNX file, relative to the card. */
  readonly source: string;
  /** SHA-256 of that file, 64 hexadecimal digits. */
  readonly sha256: string;
  /** The picture that the network takes. `name` may be left out where the file has a single input. */
  readonly input: TensorSpec & { readonly name?: string };
  /** `width` is the length of the output's last axis. `name` may be left out where the file's first output is meant. */
  readonly output: { readonly name?: string; readonly width: number };
  /** How a detector's outputs are read. Default 'ultraface'. */
  readonly decoder?: Decoder;
  /** How a network of the task 'liveness' is shown a face and read; every such card has it, and no other. */
  readonly liveness?: LivenessReading;
  /**
   * Where five points of a face lie in the picture that a backbone takes: eyes, nose, corners of the mouth, the left one
   * in the picture first; in pixels of the input. Default: those of the usual face networks, in a picture of 112×112.
   */
  readonly template?: readonly Point[];
  /** Sets weights below 1e-30 to zero when the file is opened, after the checksum. Default false. */
  readonly flushSubnormals?: boolean;
  /** Default threshold for a decision, as a squared distance of unit embeddings in [0, 4): 4 would accept everyone. */
  readonly threshold?: number;
  readonly licence: string;
  /** Who made the weights, of which data, as far as it is known. */
  readonly origin: string;
  readonly note?: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Validates a model card, e.g. the parsed JSON of a card file. Fields that a card does not have are refused, so that
 * a misspelt one is not silently ignored.
 * @throws `argument-invalid` that names the field, what it holds and what it should hold.
 */
export function parseCard(json: unknown): ModelCard {
  const card = object('card', json, CARD_FIELDS);
  const input = object('input', card['input'], INPUT_FIELDS);
  const output = object('output', card['output'], ['name', 'width']);
  const colour = oneOf('input.colour', input['colour'], ['RGB', 'BGR', 'grey'] as const);
  const channels = channelsOf({ colour });
  const task = oneOf('task', card['task'], ['backbone', 'detector', 'landmarks', 'liveness'] as const);
  const width = count('output.width', output['width']);
  if (task !== 'liveness' && card['liveness'] !== undefined)
    throw refuse('liveness', task, "none but with the task 'liveness'");
  return {
    name: text('name', card['name']),
    task,
    source: text('source', card['source']),
    sha256: sum(card['sha256']),
    input: {
      ...optional('name', input['name'], (value) => text('input.name', value)),
      width: count('input.width', input['width']),
      height: count('input.height', input['height']),
      layout: oneOf('input.layout', input['layout'], ['NCHW', 'NHWC'] as const),
      colour,
      mean: numbers('input.mean', input['mean'], channels, () => true),
      std: numbers('input.std', input['std'], channels, (value) => value > 0),
    },
    output: {
      ...optional('name', output['name'], (value) => text('output.name', value)),
      width,
    },
    ...optional('decoder', card['decoder'], (value) =>
      oneOf('decoder', value, ['ultraface', 'blazeface', 'yunet'] as const),
    ),
    ...(task === 'liveness' && { liveness: reading(card['liveness'], width) }),
    ...optional('template', card['template'], template),
    ...optional('flushSubnormals', card['flushSubnormals'], (value) =>
      oneOf('flushSubnormals', value, [true, false] as const),
    ),
    ...optional('threshold', card['threshold'], threshold),
    licence: text('licence', card['licence']),
    origin: text('origin', card['origin']),
    ...optional('note', card['note'], (value) => text('note', value)),
  };
}

const INPUT_FIELDS = ['name', 'width', 'height', 'layout', 'colour', 'mean', 'std'];
const CARD_FIELDS = [
  'name',
  'task',
  'source',
  'sha256',
  'input',
  'output',
  'decoder',
  'liveness',
  'template',
  'flushSubnormals',
  'threshold',
  'licence',
  'origin',
  'note',
];

function refuse(field: string, got: unknown, expected: string): KinfoldError {
  const shown = got === undefined ? 'missing' : (JSON.stringify(got) ?? typeof got).slice(0, 80);
  return new KinfoldError(
    'argument-invalid',
    `parseCard: ${field} is ${shown} but expected ${expected}; correct the model card`,
  );
}

function object(field: string, value: unknown, known: readonly string[]): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse(field, value, 'an object');
  const stranger = Object.keys(value).find((key) => !known.includes(key));
  if (stranger !== undefined) throw refuse(`${field} field`, stranger, `one of ${known.join(', ')}`);
  return value as Json;
}

function optional<Key extends string, Value>(key: Key, value: unknown, parse: (value: unknown) => Value) {
  return (value === undefined ? {} : { [key]: parse(value) }) as { readonly [key in Key]?: Value };
}

function text(field: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw refuse(field, value, 'a text');
  return value;
}

function oneOf<const Value extends string | boolean>(field: string, value: unknown, allowed: readonly Value[]): Value {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw refuse(field, value, allowed.map((each) => JSON.stringify(each)).join(' or '));
  return found;
}

function count(field: string, value: unknown): number {
  if (!(Number.isSafeInteger(value) && (value as number) > 0)) throw refuse(field, value, 'a whole number above 0');
  return value as number;
}

function numbers(field: string, value: unknown, channels: number, fits: (value: number) => boolean): number[] {
  const isList = Array.isArray(value) && (value.length === 1 || value.length === channels);
  if (!isList || !value.every((each) => typeof each === 'number' && Number.isFinite(each) && fits(each))) {
    throw refuse(
      field,
      value,
      `1 ${channels === 1 ? '' : `or ${channels} `}numbers${field.endsWith('std') ? ' above 0' : ''}`,
    );
  }
  return value;
}

function template(value: unknown): Point[] {
  if (!Array.isArray(value) || value.length !== 5) throw refuse('template', value, 'five points');
  return value.map((point) => {
    const { x, y } = object('template point', point, ['x', 'y']);
    const isPoint = Number.isFinite(x) && Number.isFinite(y);
    if (!isPoint) throw refuse('template point', point, 'an x and a y in pixels');
    return { x: x as number, y: y as number };
  });
}

function reading(value: unknown, width: number): LivenessReading {
  const { scale, crop, live, activation } = object('liveness', value, ['scale', 'crop', 'live', 'activation']);
  if (!(Number.isFinite(scale) && (scale as number) >= 1)) throw refuse('liveness.scale', scale, 'a number from 1 on');
  const isIndex = Number.isSafeInteger(live) && (live as number) >= 0 && (live as number) < width;
  if (!isIndex) throw refuse('liveness.live', live, `a whole number from 0 to below output.width, ${width}`);
  return {
    scale: scale as number,
    crop: oneOf('liveness.crop', crop, ['inside', 'mirrored'] as const),
    live: live as number,
    activation: oneOf('liveness.activation', activation, ['softmax', 'none'] as const),
  };
}

function sum(value: unknown): string {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/i.test(value))
    throw refuse('sha256', value, '64 hexadecimal digits');
  return value.toLowerCase();
}

function threshold(value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0 && value < 4))
    throw refuse('threshold', value, 'a number from 0 to below 4');
  return value;
}
