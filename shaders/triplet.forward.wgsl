// First stage of the triplet losses: the sums of each anchor's row over its mined triplets (anchor, positive, negative), the loss of
// each as in shared/triplet
//
// distances  [rows, columns]
// labels     [columns]
// negatives  [rows, columns]   of mining.*: a column, NONE where the pair (i, j) has no triplet, or ALL
// row_sums   [rows, 8]         Σ loss · triplets · active ones · Σ d_ap · Σ d_an* · Σ distances to the batch (columns below `rows`)
//                              · 0 · 0; overwritten; read by triplet.reduce. Active: a loss above 0, as every softplus is.
//
// Dispatch: one workgroup an anchor, (rows). Lanes sum the row in strides, then a tree joins them: two runs are bit-equal.

#import triplet
#import triplet_sums

struct Params {
  rows: u32,
  columns: u32,
  margin: f32,
  // 0 hinge, 1 soft margin
  soft: u32,
  // 0 no, 1 yes
  swap: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> distances: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read> negatives: array<u32>;
@group(0) @binding(4) var<storage, read_write> row_sums: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let anchor = group.x;
  let row = anchor * params.columns;
  var own = TripletSums();
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    let positive = distances[row + j];
    if (j < params.rows) { own.rest.y += positive; }
    let mined = negatives[row + j];
    if (mined == NONE) { continue; }
    for (var k = first_negative(mined); k < end_of_negatives(mined); k++) {
      if (!is_negative(mined, anchor, k)) { continue; }
      let found = triplet(anchor, j, k);
      let loss = loss_of(found.violation);
      let active_one = params.soft == 1u || loss > 0.0;
      own.mined += vec4f(loss, 1.0, select(0.0, 1.0, active_one), positive);
      own.rest.x += found.closest;
    }
  }
  let sums = sum_over_lanes(lane, own);
  if (lane == 0u) {
    row_sums[anchor * 2u] = sums.mined;
    row_sums[anchor * 2u + 1u] = vec4f(sums.rest, 0.0, 0.0);
  }
}
