// fused_activation.forward for a width of whole vec4s.
//
// z      [rows, width / 4]   as vec4f; what the product stored
// slope  [width / 4]         or anything without PRELU
// y      [rows, width / 4]   read by the next node
//
// Dispatch: one invocation a vec4 of channels and a chunk of rows, (chunks · width / 4 / WORKGROUP) folded into two dimensions.

#import epilogue
#import item

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
@group(0) @binding(1) var<storage, read> z: array<vec4f>;
@group(0) @binding(2) var<storage, read> slope: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f>;

fn bias_at(n: u32) -> vec4f { return vec4f(); }
fn slope_at(n: u32) -> vec4f { return slope[n]; }

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let quads = params.width / 4u;
  let place = item(group, groups, lane);
  let quad = place % quads;
  let first = place / quads * params.chunk;
  for (var row = first; row < min(first + params.chunk, params.rows); row++) {
    let i = row * quads + quad;
    y[i] = epilogue(z[i], quad);
  }
}
