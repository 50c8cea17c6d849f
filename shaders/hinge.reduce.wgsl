// Second stage of the triplet hinge: the loss of the batch, its statistics, and what its gradient is scaled by.
//   sum:         loss = Σ h                scale = 1
//   mean:        loss = Σ h / triplets     scale = 1 / triplets
//   activeMean:  loss = Σ h / active       scale = 1 / active
// Without an active triplet loss and scale are 0. The reducer is a uniform and not an override: it costs one lane two
// selections, and one pipeline serves all three.
//
// row_sums  [rows, 8]    of hinge.forward
// stats     [slots, 8]   record `slot`: loss · triplets · active · mean positive · mean negative · (gradient norm) ·
//                        (skipped) · spread; the fields in brackets are left as they are. The host reads it.
//                        Means are over the mined triplets, 0 without any. Spread is the mean of distances[i, j], i ≠ j.
// scale     [1]          overwritten; read by hinge.d_distances
//
// Dispatch: one workgroup.

#import triplet_sums

const SUM = 0u;
const MEAN = 1u;

struct Params {
  rows: u32,
  slot: u32,
  // 0 sum, 1 mean, 2 activeMean
  reducer: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> row_sums: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> stats: array<f32>;
@group(0) @binding(3) var<storage, read_write> scale: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) lane: u32) {
  var own = TripletSums();
  for (var row = lane; row < params.rows; row += WORKGROUP) {
    own = plus(own, TripletSums(row_sums[row * 2u], row_sums[row * 2u + 1u].xy));
  }
  let sums = sum_over_lanes(lane, own);
  if (lane > 0u) { return; }
  let triplets = sums.mined.y;
  let active_triplets = sums.mined.z;
  let counted = select(active_triplets, triplets, params.reducer == MEAN);
  let divisor = select(max(counted, 1.0), 1.0, params.reducer == SUM);
  scale[0] = select(0.0, 1.0 / divisor, active_triplets > 0.0);
  let rows = f32(params.rows);
  let record = params.slot * 8u;
  stats[record] = sums.mined.x / divisor;
  stats[record + 1u] = triplets;
  stats[record + 2u] = active_triplets;
  stats[record + 3u] = sums.mined.w / max(triplets, 1.0);
  stats[record + 4u] = sums.rest.x / max(triplets, 1.0);
  stats[record + 7u] = sums.rest.y / max(rows * (rows - 1.0), 1.0);
}
