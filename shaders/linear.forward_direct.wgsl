// y = x · weightᵀ + bias, any width
//
// x       [rows, inputs]
// weight  [outputs, inputs]
// bias    [outputs]
// y       [rows, outputs]   read by the next node; its gradient is what linear.d_* start from
//
// Dispatch: one workgroup 8 rows and 8 · WORKGROUP columns of y, (outputs / (8 · WORKGROUP), rows / 8).

#import direct_product

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

fn load_a(m: u32, k: u32) -> f32 {
  return x[m * params.inputs + k];
}

fn load_b(n: u32, k: u32) -> f32 {
  return weight[n * params.inputs + k];
}

fn store(m: u32, n: u32, sum: f32) {
  y[m * params.outputs + n] = sum + bias[n];
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  direct_product(group.xy, lane, params.rows, params.outputs, params.inputs);
}
