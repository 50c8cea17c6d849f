// y = keep · scale · x, keep 1 where a 24-bit number drawn from (element, step, salt, seed) is at least `threshold`, else 0
// (N. Srivastava et al., 2014), scale = 1 / (1 − ratio), threshold = ratio · 2^24
//
// x  [count]   or d_y: backward is the same with the same mask
// y  [count]   read by the next node; or d_x, read by the backward of the node before
//
// The trainer sets `step` and `seed` before every run, forward and backward alike. `salt` is the node's own. The mask is in
// the last of the three words that a counter gives; noise takes the first two.
//
// Dispatch: one invocation a quad of elements, (count / 4 / WORKGROUP) folded into two dimensions. The last quad may reach
// into the padding behind the last element, which belongs to the same buffer and means nothing.

#import item
#import random

struct Params {
  count: u32,
  threshold: u32,
  scale: f32,
  salt: u32,
  seed: u32,
  step: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;

fn drawn(index: u32) -> u32 {
  return random_words(counter_of(index, params.step, params.salt, params.seed)).z >> 8u;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= (params.count + 3u) / 4u) { return; }
  let words = vec4u(drawn(4u * i), drawn(4u * i + 1u), drawn(4u * i + 2u), drawn(4u * i + 3u));
  y[i] = select(vec4f(), params.scale * x[i], words >= vec4u(params.threshold));
}
