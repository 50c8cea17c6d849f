// y = x · weightᵀ + bias
//
// x       [rows, inputs]
// weight  [outputs, inputs]
// bias    [outputs]
// y       [rows, outputs]   read by the next node; its gradient is what linear.d_* start from
//
// Dispatch: one workgroup a TILE × TILE block of y, (outputs / TILE, rows / TILE). An invocation owns 4 × 4 elements.

#import product

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

fn load_a(row: u32, k: u32) -> f32 {
  if (row >= params.rows || k >= params.inputs) { return 0.0; }
  return x[row * params.inputs + k];
}

fn load_b(column: u32, k: u32) -> f32 {
  if (column >= params.outputs || k >= params.inputs) { return 0.0; }
  return weight[column * params.inputs + k];
}

@compute @workgroup_size(SIDE, SIDE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let block = product(group.xy, local.xy, params.inputs);
  let first = first_element(group.xy, local.xy);
  for (var r = 0u; r < 4u; r++) {
    for (var c = 0u; c < 4u; c++) {
      let row = first.y + r;
      let column = first.x + c;
      if (row < params.rows && column < params.outputs) {
        y[row * params.outputs + column] = block[r][c] + bias[column];
      }
    }
  }
}
