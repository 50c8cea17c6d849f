// Adam (D. P. Kingma and J. Ba, 2015) as torch.optim.Adam defines it, weight decay as a gradient. With
//   g = scale · gradient + weight_decay · parameter:
//   m = beta1 · m + (1 − beta1) · g
//   v = beta2 · v + (1 − beta2) · g²
//   parameter −= step_size · m / (√v / root_correction + epsilon)
//
// The host gives, in f64 before rounding:  gain = 1 − beta,  step_size = learning_rate / (1 − beta1ᵗ),
// root_correction = √(1 − beta2ᵗ).
//
// gradient    [count / 4]   as vec4f, before clipping
// control     [3]           norm, scale, skipped of grad_norm.finish; a skipped step changes nothing
// parameters  [count / 4]   updated; read by the next step's forward
// m           [count / 4]   updated; zero before the first step
// v           [count / 4]   updated; zero before the first step
//
// Dispatch: one invocation a vec4, (count / 4 / WORKGROUP) folded into two dimensions.

#import item

struct Params {
  count: u32,
  beta1: f32,
  beta2: f32,
  gain1: f32,
  gain2: f32,
  step_size: f32,
  root_correction: f32,
  epsilon: f32,
  weight_decay: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(2) var<storage, read> control: array<f32>;
@group(0) @binding(3) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> m: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> v: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.count / 4u || control[2] != 0.0) { return; }
  let parameter = parameters[i];
  let g = control[1] * gradient[i] + params.weight_decay * parameter;
  let first = params.beta1 * m[i] + params.gain1 * g;
  let second = params.beta2 * v[i] + params.gain2 * g * g;
  m[i] = first;
  v[i] = second;
  let step = params.step_size * first / (sqrt(second) / params.root_correction + params.epsilon);
  parameters[i] = parameter - step;
}
