// y[p, o] = activation(bias[o] + Σ_tap x[p under tap, c] · weight[tap, o]), c = o / (outputs / inputs)
//
// x       [rows, height, width, inputs]
// weight  [kernel_height, kernel_width, outputs]
// bias    [outputs]                                 or anything if there is none
// slope   [outputs]                                 or anything without PRELU
// y       [rows, out_height, out_width, outputs]    read by the next node; its gradient is what depthwise_conv.d_* start from
//
// Dispatch: one invocation an element of y, (elements / WORKGROUP) folded into two dimensions.

#import item
#import window
#import epilogue

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read> slope: array<f32>;
@group(0) @binding(5) var<storage, read_write> y: array<f32>;

fn bias_at(n: u32) -> vec4f { return vec4f(bias[n]); }
fn slope_at(n: u32) -> vec4f { return vec4f(slope[n]); }

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.rows * params.out_height * params.out_width * params.outputs) { return; }
  let output = i % params.outputs;
  let channel = output / (params.outputs / params.inputs);
  let windows = windows_of(vec4u(i / params.outputs));
  var sum = 0.0;
  for (var tap = 0u; tap < params.kernel_height * params.kernel_width; tap++) {
    let pixel = under(windows, tap).x;
    if (pixel == NONE) { continue; }
    sum += x[pixel * params.inputs + channel] * weight[tap * params.outputs + output];
  }
  y[i] = epilogue(vec4f(sum), output).x;
}
