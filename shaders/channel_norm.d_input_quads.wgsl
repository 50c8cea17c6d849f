// Inverts  y = x̂ · weight + bias,  x̂ = (x − mean) · rstd,  rstd = 1 / √(variance + epsilon),  mean and variance being x's:
//   d_x = weight · rstd · (d_y − (Σ d_y + x̂ · Σ d_y · x̂) / count)
//
// channel_norm.d_input for channels that are a multiple of 4: a Unit is four of them.
//
// d_y       [outer, count, channels]
// x         [outer, count, channels]   kept by forward
// mean      [outer, channels]
// variance  [outer, channels]
// weight    [channels]
// sums      [outer, channels]          Σ d_y, what channel_norm.d_finish left
// along     [outer, channels]          Σ d_y · x̂, likewise
// d_x       [outer, count, channels]   overwritten; read by the backward of the node that made x
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
@group(0) @binding(1) var<storage, read> d_y: array<Unit>;
@group(0) @binding(2) var<storage, read> x: array<Unit>;
@group(0) @binding(3) var<storage, read> mean: array<Unit>;
@group(0) @binding(4) var<storage, read> variance: array<Unit>;
@group(0) @binding(5) var<storage, read> weight: array<Unit>;
@group(0) @binding(6) var<storage, read> sums: array<Unit>;
@group(0) @binding(7) var<storage, read> along: array<Unit>;
@group(0) @binding(8) var<storage, read_write> d_x: array<Unit>;

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
  let rstd = inverseSqrt(variance[at] + params.epsilon);
  let normalised = (x[i] - mean[at]) * rstd;
  d_x[i] = weight[unit] * rstd * (d_y[i] - (sums[at] + normalised * along[at]) / f32(params.count));
}
