// First stage of the triplet hinge: the sums of each anchor's row over its mined triplets (i, j, n = negatives[i, j])
//   h = max(distances[i, j] − distances[i, n] + margin, 0)
//
// distances  [rows, rows]
// negatives  [rows, rows]   of mining.*: NONE where the pair (i, j) has no triplet
// row_sums   [rows, 8]      Σ h · triplets · active (h > 0) · Σ positive distances · Σ negative distances
//                           · Σ of the row's distances · 0 · 0; overwritten; read by hinge.reduce
//
// Dispatch: one workgroup an anchor, (rows). Lanes sum the row in strides, then a tree joins them: two runs are bit-equal.

#import none
#import triplet_sums

struct Params {
  rows: u32,
  margin: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> distances: array<f32>;
@group(0) @binding(2) var<storage, read> negatives: array<u32>;
@group(0) @binding(3) var<storage, read_write> row_sums: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x * params.rows;
  var own = TripletSums();
  for (var j = lane; j < params.rows; j += WORKGROUP) {
    let positive = distances[row + j];
    own.rest.y += positive;
    let n = negatives[row + j];
    if (n == NONE) { continue; }
    let negative = distances[row + n];
    let h = max(positive - negative + params.margin, 0.0);
    own.mined += vec4f(h, 1.0, select(0.0, 1.0, h > 0.0), positive);
    own.rest.x += negative;
  }
  let sums = sum_over_lanes(lane, own);
  if (lane == 0u) {
    row_sums[group.x * 2u] = sums.mined;
    row_sums[group.x * 2u + 1u] = vec4f(sums.rest, 0.0, 0.0);
  }
}
