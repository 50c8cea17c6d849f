// y = activation(z), where a product could not apply it: backward needs z
//
// z      [rows, width]   what the product stored
// slope  [width]         or anything without PRELU
// y      [rows, width]   read by the next node
//
// Dispatch: one invocation a channel and a chunk of rows, (width / WORKGROUP, chunks).

#import epilogue

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  width: u32,
  chunk: u32,
  has_bias: u32,
  activation: u32,
  alpha: f32,
  low: f32,
  high: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read> slope: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

fn bias_at(n: u32) -> vec4f { return vec4f(); }
fn slope_at(n: u32) -> vec4f { return vec4f(slope[n]); }

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let channel = id.x;
  if (channel >= params.width) { return; }
  let first = id.y * params.chunk;
  for (var row = first; row < min(first + params.chunk, params.rows); row++) {
    let i = row * params.width + channel;
    y[i] = epilogue(vec4f(z[i]), channel).x;
  }
}
