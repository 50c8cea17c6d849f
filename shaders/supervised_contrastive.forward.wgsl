// Supervised contrastive loss (Khosla et al. 2020, "Supervised Contrastive Learning", eq. 2), with −distance as similarity:
//   loss[i] = −1/P Σ_positive log(e^x_ij / Σ_pairs e^x_ik),  x_ij = −distances[i, j] / temperature
//           = log(1 + Σ_{pairs k ≠ n} e^(x_ik − x_in)) + 1/P Σ_positive (x_in − x_ij)
// over the P positives of anchor i; n is its nearest pair of either kind. 0 of an anchor without a positive.
// First stage: one loss an anchor, active (above 0) if it has a positive and another pair. Anchors are the first part, the
// second is empty.
//
// distances  [rows, columns]
// labels     [columns]         column i < rows is anchor i itself
// pairs      [rows, columns]   of pairs.*: a pair counts once if it is not 0
// row_sums   [rows, 16]        PairSums · distances[i, n], log(1 + Σ …), 0, 0; overwritten; read by pair_loss.reduce and
//                              supervised_contrastive.d_distances
//
// Dispatch: one workgroup an anchor, (rows). Lanes go over the row in strides, for n and then for the sums; trees join them:
// two runs are bit-equal.

#import nearer
#import pair_sums
#import log_sum

struct Params {
  rows: u32,
  columns: u32,
  temperature: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> distances: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read> pairs: array<u32>;
@group(0) @binding(4) var<storage, read_write> row_sums: array<vec4f>;

// Sized for the widest WORKGROUP of 256: 2 KiB.
var<workgroup> nearest: array<Found, 256>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let anchor = group.x;
  let row = anchor * params.columns;
  let label = labels[anchor];
  var found = Found(FAR_AWAY, NONE);
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    if (pairs[row + j] > 0u) { found = nearer(found, Found(distances[row + j], j)); }
  }
  nearest[lane] = found;
  workgroupBarrier();
  for (var stride = WORKGROUP / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) { nearest[lane] = nearer(nearest[lane], nearest[lane + stride]); }
    workgroupBarrier();
  }
  found = nearest[0];
  let origin = select(0.0, found.distance, found.index != NONE);
  var own = PairSums();
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    let distance = distances[row + j];
    let weight = select(0.0, 1.0, pairs[row + j] > 0u);
    let kind = kind_of(labels[j] == label);
    let behind = weight * (distance - origin) / params.temperature;
    own.losses += vec4f(select(weight * power_of(-behind), 0.0, j == found.index), behind * kind.x, vec2f());
    own = with_column(own, distance, weight, kind, j < params.rows);
  }
  let sums = sum_over_lanes(lane, own);
  if (lane > 0u) { return; }
  let positives = sums.rest.x;
  let log_sum = log_one_plus(sums.losses.x);
  let active_one = positives > 0.0 && positives + sums.rest.y > 1.0;
  let loss = select(0.0, log_sum + sums.losses.y / max(positives, 1.0), positives > 0.0);
  row_sums[anchor * 4u] = vec4f(loss, 0.0, 1.0, 0.0);
  row_sums[anchor * 4u + 1u] = vec4f(select(0.0, 1.0, active_one), 0.0, sums.above.zw);
  row_sums[anchor * 4u + 2u] = sums.rest;
  row_sums[anchor * 4u + 3u] = vec4f(origin, log_sum, vec2f());
}
