// Inverts  y = x > 0 ? x : slope · x  for x:   d_x = d_y where x > 0, else slope · d_y. At x = 0 the factor is the slope,
// as in PyTorch. Forward kept x for it.
//
// d_y    [rows, width]
// x      [rows, width]
// slope  [width]
// d_x    [rows, width]   overwritten; read by the backward of the node that made x
//
// Dispatch: one invocation an element, (rows · width / WORKGROUP) folded into two dimensions.

#import item

struct Params {
  rows: u32,
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> slope: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_x: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.rows * params.width) { return; }
  d_x[i] = select(slope[i % params.width] * d_y[i], d_y[i], x[i] > 0.0);
}
