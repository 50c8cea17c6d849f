// Stochastic gradient descent with momentum, as torch.optim.SGD defines it (dampening 0). With  g = scale · gradient:
//   velocity   = momentum · velocity + g + weight_decay · parameter
//   parameter −= learning_rate · velocity
//
// gradient    [count / 4]   as vec4f, before clipping
// control     [3]           norm, scale, skipped of grad_norm.finish; a skipped step changes nothing
// parameters  [count / 4]   updated; read by the next step's forward
// velocity    [count / 4]   updated; zero before the first step
//
// Dispatch: one invocation a vec4, (count / 4 / WORKGROUP) folded into two dimensions.

#import item

struct Params {
  count: u32,
  learning_rate: f32,
  momentum: f32,
  weight_decay: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(2) var<storage, read> control: array<f32>;
@group(0) @binding(3) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> velocity: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.count / 4u || control[2] != 0.0) { return; }
  let g = control[1] * gradient[i] + params.weight_decay * parameters[i];
  let v = params.momentum * velocity[i] + g;
  velocity[i] = v;
  parameters[i] -= params.learning_rate * v;
}
