import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Trainable } from '../../engine/network.js';
import type { ModelSet } from '../model-sources.js';

/** The command line makes no sense; the message says why. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Parses `args` strictly: an unknown option, a missing value or a wrong number of operands is a `UsageError`. */
export function parse<T extends Options>(args: string[], options: T, operands: readonly string[]) {
  let parsed: ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>>;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0]!.replace(/\.$/, ''));
  }
  if (parsed.positionals.length !== operands.length) {
    throw new UsageError(`got ${parsed.positionals.length} operands, expected ${operands.join(' ') || 'none'}`);
  }
  return parsed;
}

/** An option's value as an integer from `least` on. */
export function integer(name: string, value: string, least: number): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isSafeInteger(number) || number < least) {
    throw new UsageError(`--${name} is ${value}, expected an integer from ${least} on`);
  }
  return number;
}

/** An option's value as a number. */
export function number(name: string, value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) throw new UsageError(`--${name} is ${value}, expected a number`);
  return number;
}

/** An option's value as a fraction above 0 and below 1. */
export function fraction(name: string, value: string): number {
  const number = Number(value);
  if (number > 0 && number < 1) return number;
  throw new UsageError(`--${name} is ${value}, expected a fraction above 0 and below 1`);
}

/** The value of `--trainable`: head, all, or the name of a tensor. */
export function trainableOption(value: string): Trainable {
  if (value === '') throw new UsageError('--trainable is empty, expected head, all or the name of a tensor');
  return value === 'head' || value === 'all' ? value : { from: value };
}

/** An option's value as one of a few words. */
export function oneOf<Word extends string>(name: string, value: string, words: readonly Word[]): Word {
  const word = words.find((known) => known === value);
  if (word === undefined)
    throw new UsageError(
      `--${name} is ${value}, expected ${words.length < 3 ? words.join(' or ') : `one of ${words.join(', ')}`}`,
    );
  return word;
}

/** The value of `--set`. */
export function modelSet(value: string): ModelSet {
  return oneOf('set', value, ['trial', 'clean']);
}

/** The values of `--backend`, `--camera` and `--tail`. */
export const backendOption = (value: string) => oneOf('backend', value, ['webgpu', 'cpu']);
export const cameraOption = (value: string) => oneOf('camera', value, ['plain', 'noisy']);
export const tailOption = (value: string) => oneOf('tail', value, ['counted', 'normal']);
