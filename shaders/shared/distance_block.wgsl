// A block of distances of rows to columns, the first rows of which are the rows themselves. The importing file gives
//   distance_of(squared: f32, row: u32, column: u32) -> f32     from Σ_k (embeddings[row, k] − embeddings[column, k])², symmetric
// Its Params has `rows`, `columns` and `width`, and it binds `embeddings` and `distances`.

#import differences

fn load_b(column: u32, k: u32) -> f32 {
  if (column >= params.columns || k >= params.width) { return 0.0; }
  return embeddings[column * params.width + k];
}

fn load_a(row: u32, k: u32) -> f32 {
  return load_b(row, k);
}

/// Blocks below the diagonal do nothing: the one above it writes theirs, transposed.
fn write_distances(group: vec2u, local: vec2u) {
  if (group.x < group.y) { return; }
  let origin = group * vec2u(WIDE, TALL) * 4u;
  var block = squared_differences(origin, local, params.width);
  let first = origin + local * 4u;
  for (var r = 0u; r < 4u; r++) {
    for (var c = 0u; c < 4u; c++) {
      let row = first.y + r;
      let column = first.x + c;
      if (row >= params.rows || column >= params.columns) { continue; }
      let distance = distance_of(block[r][c], row, column);
      distances[row * params.columns + column] = distance;
      if (group.x > group.y && column < params.rows) { distances[column * params.columns + row] = distance; }
    }
  }
}
