// A pool's window: its cells along one axis. Positions count the padding in front of the input in, so none is negative: window
// o has its cell k at o · stride + k · dilation, and the input lies in [pad, pad + size).

/// (first, end) of the cells that lie in [low, high), of a window that starts at `start`.
fn cells_within(start: u32, dilation: u32, kernel: u32, low: u32, high: u32) -> vec2u {
  let first = (max(low, start) - start + dilation - 1u) / dilation;
  let end = (max(high, start) - start + dilation - 1u) / dilation;
  return vec2u(first, min(end, kernel));
}

/// (first, end) of the windows, of `count`, that begin at or before `at` and reach it: the last cell is `reach` from the first.
fn windows_over(at: u32, stride: u32, reach: u32, count: u32) -> vec2u {
  let first = (max(at, reach) - reach + stride - 1u) / stride;
  return vec2u(first, min(at / stride + 1u, count));
}
