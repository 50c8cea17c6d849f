// Inverts  y[p, o] = bias[o] + Σ_tap x[p under tap, c] · weight[tap, o]  for x:
//   d_x[q, c] = Σ_tap Σ_(o of c) d_y[p with q under tap, o] · weight[tap, o], c = o / (outputs / inputs)
// Forward saved nothing for it. A gather: every pixel of d_x looks for the windows over it.
//
// d_y     [rows, out_height, out_width, outputs]
// weight  [kernel_height, kernel_width, outputs]
// d_x     [rows, height, width, inputs]   overwritten; read by the backward of the node that made x
//
// Dispatch: one invocation an element of d_x, (elements / WORKGROUP) folded into two dimensions.

#import item
#import window

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_x: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.rows * params.height * params.width * params.inputs) { return; }
  let multiplier = params.outputs / params.inputs;
  let first = i % params.inputs * multiplier;
  let padded = padded_of(vec4u(i / params.inputs));
  var sum = 0.0;
  for (var tap = 0u; tap < params.kernel_height * params.kernel_width; tap++) {
    let pixel = over(padded, tap).x;
    if (pixel == NONE) { continue; }
    for (var output = first; output < first + multiplier; output++) {
      sum += d_y[pixel * params.outputs + output] * weight[tap * params.outputs + output];
    }
  }
  d_x[i] = sum;
}
