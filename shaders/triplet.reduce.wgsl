// Second stage of the triplet losses: the loss of the batch, its statistics, and what each anchor's gradient is scaled by.
//   sum:         Σ loss               scale_i = 1
//   mean:        Σ loss / triplets    scale_i = 1 / triplets
//   activeMean:  Σ loss / active      scale_i = 1 / active
//   perAnchor:   Σ_i (Σ loss of anchor i / triplets of anchor i) / rows       scale_i = 1 / (rows · triplets of anchor i)
// A divisor of 0 counts as 1: then the losses are 0. The reducer is a uniform and not an override: it costs a few selections, and
// one pipeline serves all.
//
// row_sums  [rows, 8]    of triplet.forward
// stats     [slots, 8]   record `slot`: loss · triplets · active · mean positive · mean negative · (gradient norm) ·
//                        (skipped) · spread; the fields in brackets are left as they are. The host reads it.
//                        Means are over the mined triplets, 0 without any. Spread is the mean of distances[i, j], i ≠ j, both in
//                        the batch.
// scale     [rows]       overwritten; read by triplet.d_distances
//
// Dispatch: one workgroup.

#import triplet_sums

const SUM = 0u;
const MEAN = 1u;
const PER_ANCHOR = 3u;

struct Params {
  rows: u32,
  slot: u32,
  // 0 sum, 1 mean, 2 activeMean, 3 perAnchor
  reducer: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> row_sums: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> stats: array<f32>;
@group(0) @binding(3) var<storage, read_write> scale: array<f32>;

/// What the losses of a row are divided by before they meet those of other rows.
fn own_divisor(triplets: f32) -> f32 {
  return select(1.0, max(triplets, 1.0), params.reducer == PER_ANCHOR);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) lane: u32) {
  var own = TripletSums();
  for (var row = lane; row < params.rows; row += WORKGROUP) {
    var mined = row_sums[row * 2u];
    mined.x /= own_divisor(mined.y);
    own = plus(own, TripletSums(mined, row_sums[row * 2u + 1u].xy));
  }
  let sums = sum_over_lanes(lane, own);
  let rows = f32(params.rows);
  let triplets = sums.mined.y;
  var divisor = sums.mined.z;
  if (params.reducer == SUM) { divisor = 1.0; }
  if (params.reducer == MEAN) { divisor = triplets; }
  if (params.reducer == PER_ANCHOR) { divisor = rows; }
  divisor = max(divisor, 1.0);
  for (var row = lane; row < params.rows; row += WORKGROUP) {
    scale[row] = 1.0 / (divisor * own_divisor(row_sums[row * 2u].y));
  }
  if (lane > 0u) { return; }
  let record = params.slot * 8u;
  stats[record] = sums.mined.x / divisor;
  stats[record + 1u] = triplets;
  stats[record + 2u] = sums.mined.z;
  stats[record + 3u] = sums.mined.w / max(triplets, 1.0);
  stats[record + 4u] = sums.rest.x / max(triplets, 1.0);
  stats[record + 7u] = sums.rest.y / max(rows * (rows - 1.0), 1.0);
}
