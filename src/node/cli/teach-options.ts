import type { TeachOptions } from '../../train/options.js';
import { UsageError } from './usage.js';

/** Options of `teach` on the command line, by their names there. What their values may be is said by `teach` itself. */
const numbers = {
  steps: 'steps',
  identities: 'identities',
  pictures: 'pictures',
  margin: 'margin',
  'margin-warm-up': 'marginWarmUp',
  'learning-rate': 'learningRate',
  'backbone-learning-rate': 'backboneLearningRate',
  'warm-up': 'warmUp',
  'weight-decay': 'weightDecay',
  'cross-batch': 'crossBatch',
  averaging: 'averaging',
  distillation: 'distillation',
  'held-out': 'heldOut',
  patience: 'patience',
} as const satisfies Record<string, keyof TeachOptions>;
const words = {
  distance: 'distance',
  miner: 'miner',
  loss: 'loss',
  reducer: 'reducer',
  optimiser: 'optimiser',
  schedule: 'schedule',
} as const satisfies Record<string, keyof TeachOptions>;
const switches = { swap: 'swap', 'one-shot': 'oneShot' } as const satisfies Record<string, keyof TeachOptions>;

type Flags<Names, Type> = { readonly [Name in keyof Names]: { readonly type: Type } };

function flags<Names extends object, Type extends 'string' | 'boolean'>(names: Names, type: Type): Flags<Names, Type> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, { type }])) as Flags<Names, Type>;
}

/** For `parseArgs`. */
export const teachFlags = { ...flags(numbers, 'string'), ...flags(words, 'string'), ...flags(switches, 'boolean') };

/** The options that were given. */
export function teachOptions(values: Readonly<Record<string, unknown>>): TeachOptions {
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries({ ...words, ...switches })) {
    if (values[name] !== undefined) options[option] = values[name];
  }
  for (const [name, option] of Object.entries(numbers)) {
    const text = values[name];
    if (text === undefined) continue;
    const number = Number(text);
    if (String(text).trim() === '' || !Number.isFinite(number)) {
      throw new UsageError(`--${name} is ${text}, expected a number`);
    }
    options[option] = number;
  }
  return options;
}
