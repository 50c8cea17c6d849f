// The window of a convolution: the Params of all its kernels, and which pixel lies under which. Pixels are counted over all
// pictures of a batch, taps over the window, both row by row.

#import none

struct Params {
  rows: u32,
  height: u32,
  width: u32,
  inputs: u32,
  out_height: u32,
  out_width: u32,
  outputs: u32,
  kernel_height: u32,
  kernel_width: u32,
  stride_y: u32,
  stride_x: u32,
  dilation_y: u32,
  dilation_x: u32,
  top: u32,
  left: u32,
  groups: u32,
  /// d_weight: lines of output pixels that a sum takes in, a multiple of 4.
  chunk: u32,
  /// The other fields: forward, see epilogue.
  has_bias: u32,
  activation: u32,
  alpha: f32,
  low: f32,
  high: f32,
}

/// Four pixels seen from the other side of the convolution.
struct Places {
  /// The first pixel of their picture there.
  picture: vec4u,
  /// Before the tap is known. Left of or above the picture they wrap around and are beyond its other end.
  y: vec4u,
  x: vec4u,
}

/// Where the windows of four output pixels begin in the input.
fn windows_of(pixels: vec4u) -> Places {
  let lines = pixels / params.out_width;
  return Places(
    lines / params.out_height * (params.height * params.width),
    lines % params.out_height * params.stride_y - params.top,
    pixels % params.out_width * params.stride_x - params.left,
  );
}

/// The input pixel under a tap of each window, NONE in the padding.
fn under(windows: Places, tap: u32) -> vec4u {
  let y = windows.y + tap / params.kernel_width * params.dilation_y;
  let x = windows.x + tap % params.kernel_width * params.dilation_x;
  let inside = (y < vec4u(params.height)) & (x < vec4u(params.width));
  return select(vec4u(NONE), windows.picture + y * params.width + x, inside);
}

/// Where four input pixels stand among the windows, in steps of the input.
fn padded_of(pixels: vec4u) -> Places {
  let lines = pixels / params.width;
  return Places(
    lines / params.height * (params.out_height * params.out_width),
    lines % params.height + params.top,
    pixels % params.width + params.left,
  );
}

/// The output pixel whose window has each input pixel under a tap, NONE if there is none.
fn over(padded: Places, tap: u32) -> vec4u {
  let y = padded.y - tap / params.kernel_width * params.dilation_y;
  let x = padded.x - tap % params.kernel_width * params.dilation_x;
  let exact = (y % params.stride_y == vec4u()) & (x % params.stride_x == vec4u());
  let down = y / params.stride_y;
  let across = x / params.stride_x;
  let inside = exact & (down < vec4u(params.out_height)) & (across < vec4u(params.out_width));
  return select(vec4u(NONE), padded.picture + down * params.out_width + across, inside);
}
