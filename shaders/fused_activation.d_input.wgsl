// Inverts  y = activation(z), z = sum + bias:   d_z = activation'(z) · d_y, and by chunks of rows what the parameters get:
// sums[chunk, 0] = Σ d_z for the bias, sums[chunk, 1] = Σ z > 0 ? 0 : z · d_y for the slope.
// Forward kept y, from which the sign of z shows, or saved z for PRELU, whose slope may be negative. At z = 0 the factor is the
// slope, as in PyTorch; at a bound of CLIP it is 0.
//
// d_y    [rows, width]
// y      [rows, width]       z with PRELU
// slope  [width]             or anything without PRELU
// d_z    [rows, width]       overwritten; read by the kernels of the product's gradients
// sums   [chunks, 2, width]  overwritten; added up by chunk_sum.accumulate
//
// Dispatch: one invocation a channel and a chunk of rows, (width / WORKGROUP, chunks). Rows are summed in order.

#import activations

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  width: u32,
  chunk: u32,
  activation: u32,
  alpha: f32,
  low: f32,
  high: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> y: array<f32>;
@group(0) @binding(3) var<storage, read> slope: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_z: array<f32>;
@group(0) @binding(5) var<storage, read_write> sums: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let channel = id.x;
  if (channel >= params.width) { return; }
  var below = params.alpha;
  if (params.activation == PRELU) { below = slope[channel]; }
  let first = id.y * params.chunk;
  var sum = vec2f();
  for (var row = first; row < min(first + params.chunk, params.rows); row++) {
    let i = row * params.width + channel;
    let value = y[i];
    var factor = select(below, 1.0, value > 0.0);
    if (params.activation == CLIP) { factor = select(0.0, 1.0, value > params.low && value < params.high); }
    let gradient = factor * d_y[i];
    d_z[i] = gradient;
    sum += vec2f(gradient, min(value, 0.0) * d_y[i]);
  }
  sums[2u * id.y * params.width + channel] = sum.x;
  sums[(2u * id.y + 1u) * params.width + channel] = sum.y;
}
