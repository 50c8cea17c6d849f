// Inverts  y = x · weightᵀ + bias  for x:   d_x = d_y · weight, any width
// Forward saved nothing for it.
//
// d_y     [rows, outputs]
// weight  [outputs, inputs]
// d_x     [rows, inputs]    overwritten; read by the backward of the node that made x
//
// Dispatch: one workgroup 8 rows and 8 · WORKGROUP columns of d_x, (inputs / (8 · WORKGROUP), rows / 8).

#import direct_product

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_x: array<f32>;

fn load_a(m: u32, k: u32) -> f32 {
  return d_y[m * params.outputs + k];
}

fn load_b(n: u32, k: u32) -> f32 {
  return weight[k * params.inputs + n];
}

fn store(m: u32, n: u32, sum: f32) {
  d_x[m * params.inputs + n] = sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  direct_product(group.xy, lane, params.rows, params.inputs, params.outputs);
}
