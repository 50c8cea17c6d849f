// Second stage of every loss of pairs: the loss of the batch, its statistics, and what its gradient is scaled by. Each part
// (see PairSums) is reduced for itself, and the two results are added:
//   sum:         Σ loss             scale[i] = 1
//   mean:        Σ loss / terms     scale[i] = 1 / terms
//   activeMean:  Σ loss / active    scale[i] = 1 / active, of the terms above zero
//   perAnchor:   Σ_i (Σ loss / terms of row i) / rows       scale[i] = 1 / (rows · terms of row i)
// A divisor of 0 counts as 1: then the losses are 0.
// With needs_both, loss and scale are 0 unless the batch has positive and negative pairs.
//
// row_sums  [rows, 16]   of the loss's forward
// stats     [slots, 8]   record `slot`: loss · terms · active · mean positive · mean negative · (gradient norm) ·
//                        (skipped) · spread; the fields in brackets are left as they are. The host reads it.
//                        Means are over the pairs, 0 without any. Spread is the mean of distances[i, j], i ≠ j, in the batch.
// scale     [rows, 2]    of either part; overwritten; read by the loss's backward
//
// Dispatch: one workgroup.

#import pair_sums

const SUM = 0u;
const MEAN = 1u;
const PER_ANCHOR = 3u;

struct Params {
  rows: u32,
  slot: u32,
  // 0 sum, 1 mean, 2 activeMean, 3 perAnchor
  reducer: u32,
  needs_both: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> row_sums: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> stats: array<f32>;
@group(0) @binding(3) var<storage, read_write> scale: array<vec2f>;

/// What the losses of a row are divided by before they meet those of other rows.
fn own_divisor(terms: vec2f) -> vec2f {
  return select(vec2f(1.0), max(terms, vec2f(1.0)), params.reducer == PER_ANCHOR);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) lane: u32) {
  var own = PairSums();
  for (var row = lane; row < params.rows; row += WORKGROUP) {
    let losses = row_sums[row * 4u];
    let reduced = vec4f(losses.xy / own_divisor(losses.zw), losses.zw);
    own = plus(own, PairSums(reduced, row_sums[row * 4u + 1u], row_sums[row * 4u + 2u]));
  }
  let sums = sum_over_lanes(lane, own);
  let rows = f32(params.rows);
  let kept = select(1.0, 0.0, params.needs_both == 1u && min(sums.rest.x, sums.rest.y) == 0.0);
  var divisor = sums.above.xy;
  if (params.reducer == SUM) { divisor = vec2f(1.0); }
  if (params.reducer == MEAN) { divisor = sums.losses.zw; }
  if (params.reducer == PER_ANCHOR) { divisor = vec2f(rows); }
  divisor = max(divisor, vec2f(1.0));
  for (var row = lane; row < params.rows; row += WORKGROUP) {
    scale[row] = kept / (divisor * own_divisor(row_sums[row * 4u].zw));
  }
  if (lane > 0u) { return; }
  let parts = sums.losses.xy / divisor;
  let means = sums.above.zw / max(sums.rest.xy, vec2f(1.0));
  let record = params.slot * 8u;
  stats[record] = kept * (parts.x + parts.y);
  stats[record + 1u] = sums.losses.z + sums.losses.w;
  stats[record + 2u] = sums.above.x + sums.above.y;
  stats[record + 3u] = means.x;
  stats[record + 4u] = means.y;
  stats[record + 7u] = sums.rest.z / max(rows * (rows - 1.0), 1.0);
}
