// Inverts  y = x > 0 ? x : slope · x  for slope:   d_slope += Σ_rows x > 0 ? 0 : x · d_y
// Forward kept x for it.
//
// d_y      [rows, width]
// x        [rows, width]
// d_slope  [width]         accumulated; read by the gradient norm and the optimiser
//          [chunks, width] overwritten, if there is more than one chunk of rows; added up by chunk_sum.accumulate
//
// Dispatch: one invocation a channel and a chunk of rows, (width / WORKGROUP, chunks). Rows are summed in order: two runs are
// bit-equal.

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  width: u32,
  chunk: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_slope: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let channel = id.x;
  if (channel >= params.width) { return; }
  let first = id.y * params.chunk;
  var sum = 0.0;
  for (var row = first; row < min(first + params.chunk, params.rows); row++) {
    let i = row * params.width + channel;
    sum += min(x[i], 0.0) * d_y[i];
  }
  let i = id.y * params.width + channel;
  d_slope[i] = sum + select(0.0, d_slope[i], params.chunk >= params.rows);
}
