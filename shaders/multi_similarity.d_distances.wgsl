// Inverts  loss[i] = log(1 + Σ_positive e^x) / alpha + log(1 + Σ_negative e^y) / beta,  x = alpha · (distances[i, j] − base),
// y = beta · (base − distances[i, j]):
//   d_distances[i, j] = scale[i, 0] · (e^(x − log(1 + Σ e^x)) if positive, − e^(y − log(1 + Σ e^y)) if negative), 0 if no pair
// Forward kept distances, both logarithms and scale for it.
//
// distances    [rows, columns]
// labels       [columns]         column i < rows is anchor i itself
// pairs        [rows, columns]   of pairs.*: a pair counts once if it is not 0
// row_sums     [rows, 16]        of multi_similarity.forward
// scale        [rows, 2]         of pair_loss.reduce
// d_distances  [rows, columns]   overwritten; read by distances.d_embeddings
//
// Dispatch: one workgroup an anchor, (rows); lanes take the row's columns in strides.

override WORKGROUP: u32 = 32u;

struct Params {
  rows: u32,
  columns: u32,
  alpha: f32,
  beta: f32,
  base: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> distances: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read> pairs: array<u32>;
@group(0) @binding(4) var<storage, read> row_sums: array<vec4f>;
@group(0) @binding(5) var<storage, read> scale: array<vec2f>;
@group(0) @binding(6) var<storage, read_write> d_distances: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let anchor = group.x;
  let row = anchor * params.columns;
  let label = labels[anchor];
  let logs = row_sums[anchor * 4u + 3u].xy;
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    let away = distances[row + j] - params.base;
    let positive = labels[j] == label;
    // Not above 0 of a pair: a term is at most the sum.
    let exponent = select(-params.beta * away - logs.y, params.alpha * away - logs.x, positive);
    let slope = scale[anchor].x * exp(min(exponent, 0.0)) * select(-1.0, 1.0, positive);
    d_distances[row + j] = select(0.0, slope, pairs[row + j] > 0u);
  }
}
