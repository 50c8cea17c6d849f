/** `Params` with numbered fields for eight axes: `size0` … `size7`. */
export type AxisParams = Readonly<Record<string, number>>;

/** The numbers that `params` holds for the axes; strides are two's complement. */
export function axesOf(params: AxisParams, prefix: string): readonly number[] {
  return Array.from({ length: 8 }, (_, axis) => params[`${prefix}${axis}`]! | 0);
}

/** Calls `visit` with the coordinates of every element of a row-major tensor, in order. */
export function walk(sizes: readonly number[], visit: (at: readonly number[], index: number) => void): void {
  const count = sizes.reduce((product, size) => product * size, 1);
  const at = sizes.map(() => 0);
  for (let index = 0; index < count; index++) {
    visit(at, index);
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      if (++at[axis]! < sizes[axis]!) break;
      at[axis] = 0;
    }
  }
}

export function place(at: readonly number[], strides: readonly number[]): number {
  let sum = 0;
  for (let axis = 0; axis < at.length; axis++) sum += at[axis]! * strides[axis]!;
  return sum;
}
