/** Params of a convolution's kernels; the fields of shaders/shared/window.wgsl that say where its window stands. */
export interface Window {
  rows: number;
  height: number;
  width: number;
  inputs: number;
  out_height: number;
  out_width: number;
  outputs: number;
  kernel_height: number;
  kernel_width: number;
  stride_y: number;
  stride_x: number;
  dilation_y: number;
  dilation_x: number;
  top: number;
  left: number;
  groups: number;
}

/** Calls `visit` for every tap of an output pixel's window that lies in the picture, with the input pixel under it. */
export function eachUnder(window: Window, pixel: number, visit: (tap: number, from: number) => void): void {
  const line = Math.floor(pixel / window.out_width);
  const picture = Math.floor(line / window.out_height);
  const top = (line % window.out_height) * window.stride_y - window.top;
  const left = (pixel % window.out_width) * window.stride_x - window.left;
  for (let ky = 0; ky < window.kernel_height; ky++) {
    const y = top + ky * window.dilation_y;
    if (y < 0 || y >= window.height) continue;
    for (let kx = 0; kx < window.kernel_width; kx++) {
      const x = left + kx * window.dilation_x;
      if (x < 0 || x >= window.width) continue;
      visit(ky * window.kernel_width + kx, (picture * window.height + y) * window.width + x);
    }
  }
}

/** Output pixels of all pictures. */
export function outputPixels({ rows, out_height, out_width }: Window): number {
  return rows * out_height * out_width;
}

/**
 * A weight's gradient: `add` adds an output pixel's part to the sums, which are added to d_weight; with more than one chunk
 * of lines those of each chunk overwrite a part of it.
 */
export function sumByChunks(
  window: Window & { chunk: number },
  size: number,
  d_weight: Float32Array | Float64Array,
  add: (pixel: number, sums: Float64Array) => void,
): void {
  const pixels = outputPixels(window);
  const step = window.chunk * window.out_width;
  for (let first = 0; first < pixels; first += step) {
    const sums = new Float64Array(size);
    for (let pixel = first; pixel < Math.min(first + step, pixels); pixel++) add(pixel, sums);
    const at = (first / step) * size;
    for (let i = 0; i < size; i++) d_weight[at + i] = (step < pixels ? 0 : d_weight[at + i]!) + sums[i]!;
  }
}
