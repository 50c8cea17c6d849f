// Inverts  y = x · weightᵀ + bias  for bias:   d_bias += Σ_rows d_y
//
// d_y     [rows, outputs]
// d_bias  [outputs]         accumulated; read by the gradient norm and the optimiser
//
// Dispatch: one invocation an output, (outputs / WORKGROUP). Rows are summed in order: two runs are bit-equal.

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  outputs: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read_write> d_bias: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let output = id.x;
  if (output >= params.outputs) { return; }
  var sum = 0.0;
  for (var row = 0u; row < params.rows; row++) {
    sum += d_y[row * params.outputs + output];
  }
  d_bias[output] += sum;
}
