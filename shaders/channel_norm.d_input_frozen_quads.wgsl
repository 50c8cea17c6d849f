// Inverts  y = (x − mean) / √(variance + epsilon) · weight + bias  for x where mean and variance do not depend on x:
//   d_x = d_y · weight / √(variance + epsilon)
//
// channel_norm.d_input_frozen for channels that are a multiple of 4: a Unit is four of them.
//
// d_y       [count, channels]
// variance  [channels]
// weight    [channels]
// d_x       [count, channels]   overwritten; read by the backward of the node that made x
//
// Dispatch: one invocation a quad of channels, (count · channels / 4 / WORKGROUP) folded into two dimensions.

#import item

alias Unit = vec4f;
const LANES = 4u;

struct Params {
  count: u32,
  channels: u32,
  epsilon: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<Unit>;
@group(0) @binding(2) var<storage, read> variance: array<Unit>;
@group(0) @binding(3) var<storage, read> weight: array<Unit>;
@group(0) @binding(4) var<storage, read_write> d_x: array<Unit>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  let units = params.channels / LANES;
  if (i >= params.count * units) { return; }
  let unit = i % units;
  d_x[i] = d_y[i] * (inverseSqrt(variance[unit] + params.epsilon) * weight[unit]);
}
