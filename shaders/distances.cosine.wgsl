// distances[i, j] = 1 − cos(x_i, x_j) = ½ ‖x̂_i − x̂_j‖²;  1 if x_i or x_j has no direction, as far as a right angle;  0 where i = j
// By differences of directions, so that rows of one direction are exactly 0 apart.
//
// embeddings    [columns, width]   directions x̂ of l2_normalize.forward; the first `rows` of them are the batch
// inverse_norm  [columns]          of l2_normalize.forward: 0 for a row without a direction
// distances     [rows, columns]    exactly symmetric in its first `rows` columns; read by mining.* and the losses
//
// Dispatch: one workgroup a block of 4 · TALL by 4 · WIDE, TALL = WIDE, (columns / block, rows / block).

#import distance_block

struct Params {
  rows: u32,
  columns: u32,
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> embeddings: array<f32>;
@group(0) @binding(2) var<storage, read> inverse_norm: array<f32>;
@group(0) @binding(3) var<storage, read_write> distances: array<f32>;

fn distance_of(squared: f32, row: u32, column: u32) -> f32 {
  if (row == column) { return 0.0; }
  return select(0.5 * squared, 1.0, inverse_norm[row] == 0.0 || inverse_norm[column] == 0.0);
}

@compute @workgroup_size(WIDE, TALL)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  write_distances(group.xy, local.xy);
}
