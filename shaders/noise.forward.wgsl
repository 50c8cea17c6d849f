// y = x + sigma · n, n a standard normal number drawn from (element, step, salt, seed)
//
// x  [count]
// y  [count]   read by the next node. Backward is a copy, no kernel.
//
// The trainer sets `step` and `seed` before every run, so that each step has noise of its own and a repeated run has the
// same. `salt` is the node's own.
//
// Dispatch: one invocation an element, (count / WORKGROUP) folded into two dimensions.

#import item
#import random

struct Params {
  count: u32,
  sigma: f32,
  salt: u32,
  seed: u32,
  step: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.count) { return; }
  y[i] = x[i] + params.sigma * random_normal(counter_of(i, params.step, params.salt, params.seed));
}
