// Inverts  y = x · weightᵀ + bias  for x:   d_x = d_y · weight
// Forward saved nothing for it.
//
// d_y     [rows, outputs]
// weight  [outputs, inputs]
// d_x     [rows, inputs]    overwritten; read by the backward of the node that made x
//
// Dispatch: one workgroup a TILE × TILE block of d_x, (inputs / TILE, rows / TILE).

#import product

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_x: array<f32>;

fn load_a(row: u32, k: u32) -> f32 {
  if (row >= params.rows || k >= params.outputs) { return 0.0; }
  return d_y[row * params.outputs + k];
}

fn load_b(column: u32, k: u32) -> f32 {
  if (column >= params.inputs || k >= params.outputs) { return 0.0; }
  return weight[k * params.inputs + column];
}

@compute @workgroup_size(SIDE, SIDE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let block = product(group.xy, local.xy, params.outputs);
  let first = first_element(group.xy, local.xy);
  for (var r = 0u; r < 4u; r++) {
    for (var c = 0u; c < 4u; c++) {
      let row = first.y + r;
      let column = first.x + c;
      if (row < params.rows && column < params.inputs) {
        d_x[row * params.inputs + column] = block[r][c];
      }
    }
  }
}
