import type { OnnxType } from '../tensor.js';

/** One side of a shape or one integer of a shape computation: a number, the name of a free side, or '?' where nothing is known. */
export type Side = number | string;

export const UNKNOWN = '?';

/** What is known of a tensor before a run. */
export interface Fact {
  readonly type?: OnnxType | undefined;
  readonly shape?: readonly Side[] | undefined;
  /** The elements of a small tensor, row-major; then `shape` holds numbers only. Elements of a shape may be names of free sides. */
  readonly values?: readonly Side[] | undefined;
}

export type Facts = ReadonlyMap<string, Fact>;

/** Elements of a tensor whose values are followed: shapes and factors are far smaller, weights far larger. */
const MAX_VALUES = { int64: 1024, int32: 1024, bool: 1024, float32: 64 } as const;

/** Whether the values of a tensor of this type and size are followed. */
export const isFollowed = (type: OnnxType | undefined, count = 0): boolean =>
  type !== undefined && type in MAX_VALUES && count <= MAX_VALUES[type as keyof typeof MAX_VALUES];

export const isInteger = (type: OnnxType | undefined): boolean => type === 'int64' || type === 'int32';

export const isFloat = (type: OnnxType | undefined): boolean =>
  type === 'float32' || type === 'float16' || type === 'float64' || type === 'bfloat16';

/** Whether two sides are the same in every run. */
export const isSame = (a: Side | undefined, b: Side | undefined): boolean =>
  a === b && a !== UNKNOWN && a !== undefined;

/** Whether two shapes are the same in every run. */
export const isSameShape = (a: readonly Side[] | undefined, b: readonly Side[] | undefined): boolean =>
  a !== undefined && b !== undefined && a.length === b.length && a.every((side, axis) => isSame(side, b[axis]));

export const isNumbers = (sides: readonly Side[] | undefined): sides is readonly number[] =>
  sides?.every((side) => typeof side === 'number') ?? false;

/** Elements of a shape; undefined if a side is free or the product is beyond 2⁵³. */
export function countOf(shape: readonly Side[] | undefined): number | undefined {
  if (!isNumbers(shape)) return undefined;
  const count = shape.reduce((product, side) => product * side, 1);
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** An axis counted from the front; undefined if there is none such. */
export function axisOf(axis: Side | undefined, rank: number): number | undefined {
  if (typeof axis !== 'number' || !Number.isInteger(axis) || axis < -rank || axis >= rank) return undefined;
  return axis < 0 ? axis + rank : axis;
}

/** Axes counted from the front; undefined if one of them is none, or stands there twice. */
export function axesOf(axes: readonly Side[] | undefined, rank: number): number[] | undefined {
  const found = axes?.map((axis) => axisOf(axis, rank));
  if (!found || found.includes(undefined) || new Set(found).size < found.length) return undefined;
  return found as number[];
}

/** Numpy's broadcasting of one side against another; undefined if they cannot be together. */
function broadcastSide(a: Side, b: Side): Side | undefined {
  if (a === 1) return b;
  if (b === 1 || a === b) return a;
  if (typeof a === 'number' && typeof b === 'number') return undefined;
  return UNKNOWN;
}

/** Numpy's broadcasting, aligned at the last axis. Undefined if a shape is not known or they do not fit. */
export function broadcast(shapes: readonly (readonly Side[] | undefined)[]): Side[] | undefined {
  let result: Side[] = [];
  for (const shape of shapes) {
    if (!shape) return undefined;
    const rank = Math.max(result.length, shape.length);
    const sides: Side[] = [];
    for (let back = rank; back > 0; back--) {
      const side = broadcastSide(result.at(-back) ?? 1, shape.at(-back) ?? 1);
      if (side === undefined) return undefined;
      sides.push(side);
    }
    result = sides;
  }
  return result;
}

/** Row-major values of shape `shape`, each asked for by its index; undefined if they are too many to follow. */
export function arrange(
  shape: readonly Side[] | undefined,
  at: (index: readonly number[]) => Side,
): Side[] | undefined {
  const count = countOf(shape);
  if (count === undefined || count > MAX_VALUES.int64) return undefined;
  const index = (shape as readonly number[]).map(() => 0);
  return Array.from({ length: count }, () => {
    const value = at(index);
    for (let axis = index.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < (shape![axis] as number)) break;
      index[axis] = 0;
    }
    return value;
  });
}

/** The element of a fact at an index that is aligned at the last axis and broadcast. */
export function valueAt({ shape, values }: Fact, index: readonly number[]): Side {
  let place = 0;
  const skipped = index.length - shape!.length;
  for (const [axis, side] of (shape as readonly number[]).entries()) {
    place = place * side + (side === 1 ? 0 : index[skipped + axis]!);
  }
  return values![place] ?? UNKNOWN;
}
