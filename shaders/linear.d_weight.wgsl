// Inverts  y = x · weightᵀ + bias  for weight:   d_weight += d_yᵀ · x
// Forward kept x for it.
//
// d_y       [rows, outputs]
// x         [rows, inputs]
// d_weight  [outputs, inputs]   accumulated; read by the gradient norm and the optimiser
//
// Dispatch: one workgroup a TILE × TILE block of d_weight, (inputs / TILE, outputs / TILE). The sum over rows runs in
// order inside one invocation, so two runs are bit-equal.

#import product

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_weight: array<f32>;

fn load_a(output: u32, k: u32) -> f32 {
  if (output >= params.outputs || k >= params.rows) { return 0.0; }
  return d_y[k * params.outputs + output];
}

fn load_b(input: u32, k: u32) -> f32 {
  if (input >= params.inputs || k >= params.rows) { return 0.0; }
  return x[k * params.inputs + input];
}

@compute @workgroup_size(SIDE, SIDE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let block = product(group.xy, local.xy, params.rows);
  let first = first_element(group.xy, local.xy);
  for (var r = 0u; r < 4u; r++) {
    for (var c = 0u; c < 4u; c++) {
      let output = first.y + r;
      let input = first.x + c;
      if (output < params.outputs && input < params.inputs) {
        d_weight[output * params.inputs + input] += block[r][c];
      }
    }
  }
}
