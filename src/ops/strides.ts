import { KinfoldError } from '../errors.js';
import type { Shape } from './node.js';

/** Axes that shaders/shared/axes.wgsl walks. */
const MAX_AXES = 8;

/** A name for each of them: `size0` … `size7`. */
type Numbered<Prefix extends string> = `${Prefix}${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7}`;

/** A walk over a row-major tensor, with the strides of other tensors along the same axes; `MAX_AXES` numbers each. */
export interface Walk {
  readonly sizes: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** Words between neighbours along each axis of a row-major tensor. */
export function contiguous(shape: Shape): readonly number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const size of [...shape].reverse()) {
    strides.unshift(stride);
    stride *= size;
  }
  return strides;
}

/**
 * Strides by which a tensor of `shape` is read as one of `sizes`, axes aligned at the last one: 0 along an axis that it
 * lacks or has only once.
 */
export function broadcasting(shape: Shape, sizes: Shape): readonly number[] {
  const own = contiguous(shape);
  const missing = sizes.length - shape.length;
  return sizes.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : own[axis - missing]!));
}

/**
 * Joins neighbouring axes that lie together in every tensor, so that a walk needs fewer divisions, and puts axes of size
 * 1 in front. `strides`: one list for each tensor that is walked beside.
 *
 * @throws `limit-exceeded` naming `name` if more than eight axes are left.
 */
export function collapse(name: string, sizes: Shape, ...strides: readonly (readonly number[])[]): Walk {
  const axes: { size: number; steps: number[] }[] = [];
  for (const [axis, size] of sizes.entries()) {
    if (size === 1) continue;
    const steps = strides.map((each) => each[axis]!);
    const outer = axes.at(-1);
    if (outer && steps.every((step, i) => outer.steps[i] === step * size)) {
      outer.size *= size;
      outer.steps = steps;
    } else axes.push({ size, steps });
  }
  const all = inFront(name, axes, { size: 1, steps: strides.map(() => 0) });
  return {
    sizes: all.map(({ size }) => size),
    strides: strides.map((_, i) => all.map(({ steps }) => steps[i]!)),
  };
}

/** `axes` with as many of `neutral` in front as make eight. @throws `limit-exceeded` naming `name` if there are more. */
export function inFront<Axis>(name: string, axes: readonly Axis[], neutral: Axis): readonly Axis[] {
  if (axes.length <= MAX_AXES) return [...Array<Axis>(MAX_AXES - axes.length).fill(neutral), ...axes];
  throw new KinfoldError(
    'limit-exceeded',
    `${name}: ${axes.length} axes that do not lie together, expected at most ${MAX_AXES}; move fewer of them at once`,
  );
}

/** The fields of `Params` that hold a number for each axis. */
export function axisFields<const Prefix extends string>(prefix: Prefix): Record<Numbered<Prefix>, 'u32'> {
  return Object.fromEntries(
    Array.from({ length: MAX_AXES }, (_, axis) => [`${prefix}${axis}`, 'u32' as const]),
  ) as Record<Numbered<Prefix>, 'u32'>;
}

/** Their values; negative ones as two's complement. */
export function axisValues<const Prefix extends string>(
  prefix: Prefix,
  values: readonly number[],
): Record<Numbered<Prefix>, number> {
  return Object.fromEntries(values.map((value, axis) => [`${prefix}${axis}`, value >>> 0])) as Record<
    Numbered<Prefix>,
    number
  >;
}
