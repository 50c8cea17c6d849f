// Multi-similarity loss (Wang et al. 2019, "Multi-Similarity Loss with General Pair Weighting for Deep Metric Learning", eq. 15),
// on distances instead of similarities, with every pair weighed as given:
//   loss[i] = log(1 + Σ_positive e^(alpha · (distances[i, j] − base))) / alpha + log(1 + Σ_negative e^(beta · (base − distances[i, j]))) / beta
// First stage: one loss an anchor, active (above 0) if it has a pair. Anchors are the first part, the second is empty.
//
// distances  [rows, columns]
// labels     [columns]         column i < rows is anchor i itself
// pairs      [rows, columns]   of pairs.*: a pair counts once if it is not 0
// row_sums   [rows, 16]        PairSums · both logarithms, 0, 0; overwritten; read by pair_loss.reduce and
//                              multi_similarity.d_distances
//
// Dispatch: one workgroup an anchor, (rows). Lanes go over the row in strides, for its largest exponents and then for the
// sums less these; trees join them: two runs are bit-equal.

#import pair_sums
#import log_sum

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
@group(0) @binding(4) var<storage, read_write> row_sums: array<vec4f>;

// Sized for the widest WORKGROUP of 256: 2 KiB.
var<workgroup> largest: array<vec2f, 256>;

fn exponents(distance: f32) -> vec2f {
  return vec2f(params.alpha, params.beta) * vec2f(distance - params.base, params.base - distance);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let anchor = group.x;
  let row = anchor * params.columns;
  let label = labels[anchor];
  // Not below 0, the exponent of the one under the logarithm.
  var top = vec2f();
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    let kind = select(vec2f(), kind_of(labels[j] == label), pairs[row + j] > 0u);
    top = max(top, exponents(distances[row + j]) * kind);
  }
  largest[lane] = top;
  workgroupBarrier();
  for (var stride = WORKGROUP / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) { largest[lane] = max(largest[lane], largest[lane + stride]); }
    workgroupBarrier();
  }
  top = largest[0];
  var own = PairSums();
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    let distance = distances[row + j];
    let weight = select(0.0, 1.0, pairs[row + j] > 0u);
    let kind = kind_of(labels[j] == label);
    own.losses += vec4f(weight * power_of(dot(exponents(distance) - top, kind)) * kind, vec2f());
    own = with_column(own, distance, weight, kind, j < params.rows);
  }
  let sums = sum_over_lanes(lane, own);
  if (lane > 0u) { return; }
  let ones = vec2f(power_of(-top.x), power_of(-top.y));
  let below = vec2f(log_one_plus(sums.losses.x), log_one_plus(sums.losses.y));
  let logs = select(top + log(max(ones + sums.losses.xy, vec2f(1.0))), below, top == vec2f());
  let loss = logs.x / params.alpha + logs.y / params.beta;
  row_sums[anchor * 4u] = vec4f(loss, 0.0, 1.0, 0.0);
  row_sums[anchor * 4u + 1u] = vec4f(min(sums.rest.x + sums.rest.y, 1.0), 0.0, sums.above.zw);
  row_sums[anchor * 4u + 2u] = sums.rest;
  row_sums[anchor * 4u + 3u] = vec4f(logs, vec2f());
}
