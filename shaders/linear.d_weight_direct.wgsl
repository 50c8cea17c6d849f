// Inverts  y = x · weightᵀ + bias  for weight:   d_weight += d_yᵀ · x, any width
// Forward kept x for it.
//
// d_y       [rows, outputs]
// x         [rows, inputs]
// d_weight  [outputs, inputs]   accumulated; read by the gradient norm and the optimiser
//
// Dispatch: one workgroup 8 rows and 8 · WORKGROUP columns of d_weight, (inputs / (8 · WORKGROUP), outputs / 8). The sum
// over rows runs in order inside one invocation, so two runs are bit-equal.

#import direct_product

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_weight: array<f32>;

fn load_a(m: u32, k: u32) -> f32 {
  return d_y[k * params.outputs + m];
}

fn load_b(n: u32, k: u32) -> f32 {
  return x[k * params.inputs + n];
}

fn store(m: u32, n: u32, sum: f32) {
  d_weight[m * params.inputs + n] += sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  direct_product(group.xy, lane, params.outputs, params.inputs, params.rows);
}
