// Exponential moving average of the weights (B. T. Polyak and A. B. Juditsky, 1992, with forgetting):
//   average = average + gain · (parameter − average),  gain = 1 − decay
//
// parameters  [count / 4]   as vec4f, what the optimiser has just updated
// control     [3]           norm, scale, skipped of grad_norm.finish; a skipped step changes nothing
// average     [count / 4]   updated; the starting weights before the first step; read by the host
//
// Dispatch: one invocation a vec4, (count / 4 / WORKGROUP) folded into two dimensions.

#import item

struct Params {
  count: u32,
  gain: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read> control: array<f32>;
@group(0) @binding(3) var<storage, read_write> average: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.count / 4u || control[2] != 0.0) { return; }
  let before = average[i];
  average[i] = before + params.gain * (parameters[i] - before);
}
