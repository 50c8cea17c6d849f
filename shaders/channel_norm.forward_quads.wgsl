// y = (x − mean) / √(variance + epsilon) · weight + bias, channels last, statistics by group of pixels and channel
//
// channel_norm.forward for channels that are a multiple of 4: a Unit is four of them.
//
// x         [outer, count, channels]
// mean      [outer, channels]
// variance  [outer, channels]
// weight    [channels]
// bias      [channels]
// y         [outer, count, channels]   read by the next node
//
// Dispatch: one invocation a quad of channels, (outer · count · channels / 4 / WORKGROUP) folded into two dimensions.

#import item

alias Unit = vec4f;
const LANES = 4u;

struct Params {
  outer: u32,
  count: u32,
  channels: u32,
  epsilon: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Unit>;
@group(0) @binding(2) var<storage, read> mean: array<Unit>;
@group(0) @binding(3) var<storage, read> variance: array<Unit>;
@group(0) @binding(4) var<storage, read> weight: array<Unit>;
@group(0) @binding(5) var<storage, read> bias: array<Unit>;
@group(0) @binding(6) var<storage, read_write> y: array<Unit>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  let units = params.channels / LANES;
  if (i >= params.outer * params.count * units) { return; }
  let unit = i % units;
  let at = i / units / params.count * units + unit;
  y[i] = (x[i] - mean[at]) * (inverseSqrt(variance[at] + params.epsilon) * weight[unit]) + bias[unit];
}
