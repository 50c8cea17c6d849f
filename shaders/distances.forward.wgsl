// distances[i, j] = Σ_k (embeddings[i, k] − embeddings[j, k])², or with root its square root
//
// embeddings  [columns, width]   the first `rows` of them are the batch
// distances   [rows, columns]    exactly symmetric in its first `rows` columns, exactly 0 on the diagonal and between equal rows; read by
//                                mining.* and the losses
//
// Dispatch: one workgroup a block of 4 · TALL by 4 · WIDE, TALL = WIDE, (columns / block, rows / block).

#import distance_block

struct Params {
  rows: u32,
  columns: u32,
  width: u32,
  // 0 no, 1 yes
  root: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> embeddings: array<f32>;
@group(0) @binding(2) var<storage, read_write> distances: array<f32>;

fn distance_of(squared: f32, row: u32, column: u32) -> f32 {
  return select(squared, sqrt(squared), params.root == 1u);
}

@compute @workgroup_size(WIDE, TALL)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  write_distances(group.xy, local.xy);
}
