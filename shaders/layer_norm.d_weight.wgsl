// Inverts  y = (x − mean) · rstd · weight + bias  for weight:   d_weight += Σ_rows d_y · (x − mean) · rstd
// Forward saved mean and rstd, and kept x. The bias needs no kernel of its own: linear.d_bias is its sum over rows.
//
// d_y       [rows, width]
// x         [rows, width]
// mean      [rows]
// rstd      [rows]
// d_weight  [width]         accumulated; read by the gradient norm and the optimiser
//           [chunks, width] overwritten, if there is more than one chunk of rows; added up by chunk_sum.accumulate
//
// Dispatch: one invocation an element of the weight and a chunk of rows, (width / WORKGROUP, chunks). Rows are summed in order:
// two runs are bit-equal.

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  width: u32,
  chunk: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> mean: array<f32>;
@group(0) @binding(4) var<storage, read> rstd: array<f32>;
@group(0) @binding(5) var<storage, read_write> d_weight: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x;
  if (column >= params.width) { return; }
  let first = id.y * params.chunk;
  var sum = 0.0;
  for (var row = first; row < min(first + params.chunk, params.rows); row++) {
    let i = row * params.width + column;
    sum += d_y[i] * (x[i] - mean[row]) * rstd[row];
  }
  let i = id.y * params.width + column;
  d_weight[i] = sum + select(0.0, d_weight[i], params.chunk >= params.rows);
}
