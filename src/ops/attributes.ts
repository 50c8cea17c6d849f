import { KinfoldError } from '../errors.js';
import type { Attributes } from './node.js';

/** What kernels can still index with i32. */
const MOST = 2 ** 31 - 1;

/** The number that `key` holds, or `fallback`. @throws `argument-invalid` naming the node. */
export function numberOf(name: string, attributes: Attributes, key: string, fallback?: number): number {
  const value = attributes[key] ?? fallback;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw refuse(name, key, value, 'a finite number');
}

/** The same for an integer from `least` to `most`. */
export function integerOf(
  name: string,
  attributes: Attributes,
  key: string,
  { fallback, least = 0, most = MOST }: { readonly fallback?: number; readonly least?: number; readonly most?: number },
): number {
  const value = attributes[key] ?? fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw refuse(name, key, value, `an integer from ${least} to ${most}`);
}

/** The list of integers that `key` holds, or `fallback`; `length` of them if that is given. */
export function integersOf(
  name: string,
  attributes: Attributes,
  key: string,
  {
    fallback,
    length,
    least = 0,
  }: { readonly fallback?: readonly number[]; readonly length?: number; readonly least?: number },
): readonly number[] {
  const value = attributes[key] ?? fallback;
  const fits = (each: unknown) => Number.isInteger(each) && (each as number) >= least && (each as number) <= MOST;
  if (Array.isArray(value) && (length === undefined || value.length === length) && value.every(fits)) return value;
  throw refuse(name, key, value, `${length ?? 'some'} integers from ${least} to ${MOST}`);
}

/** The one of `choices` that `key` holds, or `fallback`. */
export function choiceOf<T extends string>(
  name: string,
  attributes: Attributes,
  key: string,
  choices: readonly T[],
  fallback?: T,
): T {
  const value = attributes[key] ?? fallback;
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw refuse(name, key, value, `one of ${choices.join(', ')}`);
}

function refuse(name: string, key: string, value: unknown, expected: string): KinfoldError {
  const shown = value === undefined ? 'missing' : JSON.stringify(value);
  return new KinfoldError('argument-invalid', `${name}: ${key} is ${shown}, expected ${expected}`);
}
