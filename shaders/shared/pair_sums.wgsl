// What a loss of pairs sums up of an anchor's row, and of all anchors, over lanes by a tree of fixed order.
// A part is what is reduced for itself: positive and negative pairs, or the anchors alone as the first part.

override WORKGROUP: u32 = 32u;

struct PairSums {
  // Σ loss of the first part, of the second; terms of the first part, of the second.
  losses: vec4f,
  // Terms with a loss above 0 of the first part, of the second; Σ distances of positive pairs, of negative pairs.
  above: vec4f,
  // Positive pairs, negative pairs, Σ distances[i, j] over the batch's j, 0.
  rest: vec4f,
}

// Sized for the widest WORKGROUP of 256: 12 KiB.
var<workgroup> lane_sums: array<PairSums, 256>;

fn plus(a: PairSums, b: PairSums) -> PairSums {
  return PairSums(a.losses + b.losses, a.above + b.above, a.rest + b.rest);
}

/// (1, 0) of a positive pair, (0, 1) of a negative one.
fn kind_of(positive: bool) -> vec2f {
  return select(vec2f(0.0, 1.0), vec2f(1.0, 0.0), positive);
}

/// What a row reports about one column: `weight` is how often the pair counts, `kind` as above.
fn with_column(sums: PairSums, distance: f32, weight: f32, kind: vec2f, in_batch: bool) -> PairSums {
  let apart = vec4f(vec2f(), weight * distance * kind);
  return PairSums(sums.losses, sums.above + apart, sums.rest + vec4f(weight * kind, select(0.0, distance, in_batch), 0.0));
}

/// The sum over all lanes, given to every lane. Called once, in uniform control flow.
fn sum_over_lanes(lane: u32, own: PairSums) -> PairSums {
  lane_sums[lane] = own;
  workgroupBarrier();
  for (var stride = WORKGROUP / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) { lane_sums[lane] = plus(lane_sums[lane], lane_sums[lane + stride]); }
    workgroupBarrier();
  }
  return lane_sums[0];
}
