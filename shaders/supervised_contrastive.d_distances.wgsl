// Inverts  loss[i] = −1/P Σ_positive log(e^x_ij / Σ_pairs e^x_ik),  x_ij = −distances[i, j] / temperature:
//   d_distances[i, j] = scale[i, 0] / temperature · ([j is positive] / P − e^x_ij / Σ_pairs e^x_ik), 0 if no pair or P = 0
// Forward kept distances, scale, and of the nearest pair n: distances[i, n] and log Σ_pairs e^(x_ik − x_in).
//
// distances    [rows, columns]
// labels       [columns]         column i < rows is anchor i itself
// pairs        [rows, columns]   of pairs.*: a pair counts once if it is not 0
// row_sums     [rows, 16]        of supervised_contrastive.forward
// scale        [rows, 2]         of pair_loss.reduce
// d_distances  [rows, columns]   overwritten; read by distances.d_embeddings
//
// Dispatch: one workgroup an anchor, (rows); lanes take the row's columns in strides.

override WORKGROUP: u32 = 32u;

struct Params {
  rows: u32,
  columns: u32,
  temperature: f32,
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
  let positives = row_sums[anchor * 4u + 2u].x;
  let nearest = row_sums[anchor * 4u + 3u];
  let share = 1.0 / max(positives, 1.0);
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    // Not above 0 of a pair: none is nearer than the nearest.
    let exponent = (nearest.x - distances[row + j]) / params.temperature - nearest.y;
    let slope = select(0.0, share, labels[j] == label) - exp(min(exponent, 0.0));
    let counts = pairs[row + j] > 0u && positives > 0.0;
    d_distances[row + j] = select(0.0, scale[anchor].x / params.temperature * slope, counts);
  }
}
