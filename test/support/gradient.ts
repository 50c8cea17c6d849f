/**
 * Central differences in f64: d f / d x_i ≈ (f(x + h) − f(x − h)) / 2h, for every i. The caller keeps x away from kinks
 * and ties by more than h.
 */
export async function centralDifferences(
  f: (x: Float64Array) => number | Promise<number>,
  x: Float64Array,
  h = 1e-5,
): Promise<Float64Array> {
  const gradient = new Float64Array(x.length);
  const moved = x.slice();
  for (let i = 0; i < x.length; i++) {
    moved[i] = x[i]! + h;
    const above = await f(moved);
    moved[i] = x[i]! - h;
    const below = await f(moved);
    moved[i] = x[i]!;
    gradient[i] = (above - below) / (2 * h);
  }
  return gradient;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
