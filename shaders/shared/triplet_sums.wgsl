// What a step reports about its triplets, summed over lanes by a tree of fixed order.

override WORKGROUP: u32 = 32u;

struct TripletSums {
  // Σ h, triplets, active ones (h > 0), Σ distances[i, positive] over the triplets.
  mined: vec4f,
  // Σ distances[i, negative] over the triplets, Σ distances[i, j] over all j.
  rest: vec2f,
}

// Sized for the widest WORKGROUP of 256: 8 KiB.
var<workgroup> lane_sums: array<TripletSums, 256>;

fn plus(a: TripletSums, b: TripletSums) -> TripletSums {
  return TripletSums(a.mined + b.mined, a.rest + b.rest);
}

/// The sum over all lanes, right in lane 0. Called in uniform control flow.
fn sum_over_lanes(lane: u32, own: TripletSums) -> TripletSums {
  lane_sums[lane] = own;
  workgroupBarrier();
  for (var stride = WORKGROUP / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) { lane_sums[lane] = plus(lane_sums[lane], lane_sums[lane + stride]); }
    workgroupBarrier();
  }
  return lane_sums[0];
}
