// Inverts  max(distances[i, j] − positive_margin, 0)  of positive pairs and  max(margin − distances[i, j], 0)  of negative ones:
//   d_distances[i, j] = pairs[i, j] · (scale[i, 0] if positive, − scale[i, 1] if negative), 0 where the loss is 0
// Forward kept distances and scale for it.
//
// distances    [rows, columns]
// labels       [columns]         column i < rows is anchor i itself
// pairs        [rows, columns]   of pairs.*: how often the pair counts
// scale        [rows, 2]         of pair_loss.reduce
// d_distances  [rows, columns]   overwritten; read by distances.d_embeddings
//
// Dispatch: one workgroup an anchor, (rows); lanes take the row's columns in strides.

override WORKGROUP: u32 = 32u;

struct Params {
  rows: u32,
  columns: u32,
  positive_margin: f32,
  margin: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> distances: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read> pairs: array<u32>;
@group(0) @binding(4) var<storage, read> scale: array<vec2f>;
@group(0) @binding(5) var<storage, read_write> d_distances: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let anchor = group.x;
  let row = anchor * params.columns;
  let label = labels[anchor];
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    let distance = distances[row + j];
    let positive = labels[j] == label;
    let loss = select(params.margin - distance, distance - params.positive_margin, positive);
    let slope = select(-scale[anchor].y, scale[anchor].x, positive);
    d_distances[row + j] = select(0.0, f32(pairs[row + j]) * slope, loss > 0.0);
  }
}
