import type { Trainable } from '../../engine/network.js';
import { recipeFor } from '../../engine/recipe.js';
import { KinfoldError } from '../../errors.js';
import type { TeachOptions } from '../../train/options.js';
import { resolveTrainOptions } from '../../train/settings.js';
import { type TeachFlag, teachFlags } from './teach-flags.js';
import { number, oneOf, UsageError } from './usage.js';

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** For `parseArgs`. */
export const teachParsing: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>> = Object.fromEntries(
  Object.entries(teachFlags).map(([name, { takes }]) => [name, { type: takes ? 'string' : 'boolean' }]),
);

/**
 * The options that were given.
 * @throws UsageError for a word that is none of the choices, or a number that is none.
 */
export function teachOptions(values: Values): TeachOptions {
  const given = Object.entries(teachFlags).flatMap(([name, flag]) => {
    const value = values[name];
    return value === undefined ? [] : [[flag.option, read(name, flag, value)]];
  });
  return Object.fromEntries(given);
}

function read(name: string, { takes }: TeachFlag, value: string | boolean) {
  if (typeof value === 'boolean') return value;
  return typeof takes === 'string' ? number(name, value) : oneOf(name, value, takes ?? []);
}

/**
 * Checks the numbers before any picture is read.
 * @param labels of the pictures that will be taught.
 * @throws UsageError for one out of its range.
 */
export function checkTeachOptions(given: TeachOptions, trainable: Trainable, labels: readonly number[]): void {
  try {
    resolveTrainOptions({ ...recipeFor(trainable), ...given }, labels);
  } catch (error) {
    if (!(error instanceof KinfoldError && error.code === 'argument-invalid')) throw error;
    throw new UsageError(error.message.replace(/^teach: (\w+)/, (_, option) => nameOf(option)));
  }
}

/** How an option of `teach()` is called on the command line. */
function nameOf(option: string): string {
  const [name] = Object.entries(teachFlags).find(([, flag]) => flag.option === option) ?? [option];
  return `--${name}`;
}

const COLUMN = 23;
const LINE = 140;

/** A line or two for each option, to stand under `kinfold teach` in the help. */
export function teachHelp(): string {
  const head: TeachOptions = recipeFor('head');
  const whole = Object.entries(recipeFor('all')).filter(
    ([option, value]) => head[option as keyof TeachOptions] !== value,
  );
  const defaults = whole.map(([option, value]) => `${nameOf(option)} ${value}`).join(' ');
  return [...lines(), `${' '.repeat(COLUMN)}where more than a head learns the defaults are ${defaults}`].join('\n');
}

function lines(): string[] {
  return Object.entries(teachFlags).flatMap(([name, flag]) => {
    const letter = typeof flag.takes === 'string' ? ` ${flag.takes}` : flag.takes ? ` ${name[0]!.toUpperCase()}` : '';
    const left = `      --${name}${letter}`;
    const lines = wrapped(explained(flag));
    // A long name has a line of its own.
    const first = left.length < COLUMN ? [left.padEnd(COLUMN) + lines[0]!] : [left, ' '.repeat(COLUMN) + lines[0]!];
    return [...first, ...lines.slice(1).map((line) => ' '.repeat(COLUMN) + line)];
  });
}

function explained({ takes, without, help }: TeachFlag): string {
  const choices = Array.isArray(takes) ? `: ${takes.join(', ')}` : '';
  return `${help}${choices}${without === undefined ? '' : ` (default ${without})`}`;
}

function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)!} ${word}`.trimStart();
    if (longer.length > LINE - COLUMN) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
