// Inverts  y = x · weightᵀ + bias  for bias:   d_bias += Σ_rows d_y
//
// d_y     [rows, outputs]
// d_bias  [outputs]           accumulated; read by the gradient norm and the optimiser
//         [chunks, outputs]   overwritten, if there is more than one chunk of rows; added up by chunk_sum.accumulate
//
// Dispatch: one invocation an output and a chunk of rows, (outputs / WORKGROUP, chunks). Rows are summed in order: two runs
// are bit-equal.

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  outputs: u32,
  chunk: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read_write> d_bias: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let output = id.x;
  if (output >= params.outputs) { return; }
  let first = id.y * params.chunk;
  var sum = 0.0;
  for (var row = first; row < min(first + params.chunk, params.rows); row++) {
    sum += d_y[row * params.outputs + output];
  }
  let i = id.y * params.outputs + output;
  d_bias[i] = sum + select(0.0, d_bias[i], params.chunk >= params.rows);
}
