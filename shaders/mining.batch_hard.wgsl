// Batch-hard triplets (Hermans, Beyer, Leibe 2017, "In Defense of the Triplet Loss for Person Re-Identification"):
//   positive(i) = argmax_{j ≠ i, labels[j] = labels[i]} distances[i, j]      negative(i) = argmin_{labels[k] ≠ labels[i]} distances[i, k]
//   negatives[i, j] = negative(i) if j = positive(i) and both exist, else NONE
// Ties go to the lowest index.
//
// distances  [rows, columns]
// labels     [columns]
// negatives  [rows, columns]   NONE where the pair (i, j) has no triplet; overwritten; read by the losses
//
// Dispatch: one workgroup an anchor i, (rows). Lanes scan the row in strides, then a tree joins them.

#import nearer

override WORKGROUP: u32 = 32u;

struct Params {
  rows: u32,
  columns: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> distances: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read_write> negatives: array<u32>;

// Sized for the widest WORKGROUP of 256.
var<workgroup> positive: array<Found, 256>;
var<workgroup> negative: array<Found, 256>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let anchor = group.x;
  if (anchor >= params.rows) { return; }
  let label = labels[anchor];
  let row = anchor * params.columns;
  // The farthest positive is the one with the smallest negated distance.
  var hardest_positive = Found(FAR_AWAY, NONE);
  var hardest_negative = Found(FAR_AWAY, NONE);
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    let distance = distances[row + j];
    if (labels[j] != label) {
      hardest_negative = nearer(hardest_negative, Found(distance, j));
    } else if (j != anchor) {
      hardest_positive = nearer(hardest_positive, Found(-distance, j));
    }
  }
  positive[lane] = hardest_positive;
  negative[lane] = hardest_negative;
  workgroupBarrier();
  for (var stride = WORKGROUP / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) {
      positive[lane] = nearer(positive[lane], positive[lane + stride]);
      negative[lane] = nearer(negative[lane], negative[lane + stride]);
    }
    workgroupBarrier();
  }
  let mined = positive[0].index;
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    negatives[row + j] = select(NONE, negative[0].index, j == mined);
  }
}
