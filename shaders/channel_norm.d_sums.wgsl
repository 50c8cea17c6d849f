// Inverts  y = x̂ · weight + bias,  x̂ = (x − mean) / √(variance + epsilon),  first stage: Σ d_y and Σ d_y · x̂ of each share
//
// d_y       [outer, count, channels]
// x         [outer, count, channels]   kept by forward
// mean      [outer, channels]
// variance  [outer, channels]
// partials  [outer, parts, 2, channels]   read by channel_norm.d_finish
//
// Dispatch: one invocation a unit of a share, (outer · parts · channels / WORKGROUP) folded into two dimensions;
// parts ≤ count. The order of every sum is fixed: two runs are bit-equal.

#import item
#import channel_gradient_sums

alias Unit = f32;
const LANES = 1u;

struct Params {
  outer: u32,
  count: u32,
  channels: u32,
  parts: u32,
  epsilon: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<Unit>;
@group(0) @binding(2) var<storage, read> x: array<Unit>;
@group(0) @binding(3) var<storage, read> mean: array<Unit>;
@group(0) @binding(4) var<storage, read> variance: array<Unit>;
@group(0) @binding(5) var<storage, read_write> partials: array<Unit>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  gradient_sums_of_share(item(group, groups, lane));
}
