// y = x > 0 ? x : slope · x, one slope a channel; channels are the last axis
//
// x      [rows, width]
// slope  [width]
// y      [rows, width]   read by the next node
//
// Dispatch: one invocation an element, (rows · width / WORKGROUP) folded into two dimensions.

#import item

struct Params {
  rows: u32,
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> slope: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.rows * params.width) { return; }
  y[i] = select(slope[i % params.width] * x[i], x[i], x[i] > 0.0);
}
