// Contrastive loss (Hadsell, Chopra, LeCun 2006, "Dimensionality Reduction by Learning an Invariant Mapping", there squared):
//   positive pair: max(distances[i, j] − positive_margin, 0)      negative pair: max(margin − distances[i, j], 0)
// First stage: the sums of each anchor's row. Positive pairs are the first part, negative pairs the second.
//
// distances  [rows, columns]
// labels     [columns]         column i < rows is anchor i itself
// pairs      [rows, columns]   of pairs.*: how often the pair counts
// row_sums   [rows, 16]        PairSums and four zeros; overwritten; read by pair_loss.reduce
//
// Dispatch: one workgroup an anchor, (rows). Lanes sum the row in strides, then a tree joins them: two runs are bit-equal.

#import pair_sums

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
@group(0) @binding(4) var<storage, read_write> row_sums: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let anchor = group.x;
  let row = anchor * params.columns;
  let label = labels[anchor];
  var own = PairSums();
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    let distance = distances[row + j];
    let positive = labels[j] == label;
    let weighted = f32(pairs[row + j]) * kind_of(positive);
    let loss = max(select(params.margin - distance, distance - params.positive_margin, positive), 0.0);
    own.losses += vec4f(loss * weighted, weighted);
    own.above += vec4f(select(vec2f(), weighted, loss > 0.0), vec2f());
    own = with_column(own, distance, f32(pairs[row + j]), kind_of(positive), j < params.rows);
  }
  let sums = sum_over_lanes(lane, own);
  if (lane > 0u) { return; }
  row_sums[anchor * 4u] = sums.losses;
  row_sums[anchor * 4u + 1u] = sums.above;
  row_sums[anchor * 4u + 2u] = sums.rest;
  row_sums[anchor * 4u + 3u] = vec4f();
}
