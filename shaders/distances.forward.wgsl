// distances[i, j] = Σ_k (embeddings[i, k] − embeddings[j, k])²
//
// embeddings  [rows, width]
// distances   [rows, rows]   exactly symmetric, exactly 0 on the diagonal; read by mining.* and hinge.*
//
// Dispatch: one workgroup a block of 4 · TALL by 4 · WIDE, TALL = WIDE, (rows / block, rows / block). Workgroups below
// the diagonal do nothing: the one above it writes their block, transposed.

#import differences

struct Params {
  rows: u32,
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> embeddings: array<f32>;
@group(0) @binding(2) var<storage, read_write> distances: array<f32>;

fn load_a(row: u32, k: u32) -> f32 {
  if (row >= params.rows || k >= params.width) { return 0.0; }
  return embeddings[row * params.width + k];
}

fn load_b(row: u32, k: u32) -> f32 {
  return load_a(row, k);
}

@compute @workgroup_size(WIDE, TALL)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  if (group.x < group.y) { return; }
  let origin = group.xy * vec2u(WIDE, TALL) * 4u;
  var block = squared_differences(origin, local.xy, params.width);
  let first = origin + local.xy * 4u;
  for (var r = 0u; r < 4u; r++) {
    for (var c = 0u; c < 4u; c++) {
      let row = first.y + r;
      let column = first.x + c;
      if (row >= params.rows || column >= params.rows) { continue; }
      distances[row * params.rows + column] = block[r][c];
      if (group.x > group.y) { distances[column * params.rows + row] = block[r][c]; }
    }
  }
}
