// Easy-positive, semi-hard-negative triplets (H. Xuan, A. Stylianou, R. Pless 2020, "Improved Embeddings with Easy Positive Triplet Mining"):
//   positive(i) = argmin_{j ≠ i, labels[j] = labels[i]} distances[i, j]
//   negative(i) = argmin_k distances[i, k]   over  labels[k] ≠ labels[i],  distances[i, k] > distances[i, positive(i)]
//   negatives[i, j] = negative(i) if j = positive(i) and both exist, else NONE
// Ties go to the lowest index.
//
// distances  [rows, columns]
// labels     [columns]
// negatives  [rows, columns]   NONE where the pair (i, j) has no triplet; overwritten; read by the losses
//
// Dispatch: one workgroup an anchor i, (rows). Lanes scan the row in strides, then a tree joins them; twice.

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
var<workgroup> found: array<Found, 256>;

/// The nearest that any lane brings, to every lane. Called in uniform control flow.
fn nearest_of_lanes(own: Found, lane: u32) -> Found {
  workgroupBarrier();
  found[lane] = own;
  workgroupBarrier();
  for (var stride = WORKGROUP / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) { found[lane] = nearer(found[lane], found[lane + stride]); }
    workgroupBarrier();
  }
  return found[0];
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let anchor = group.x;
  if (anchor >= params.rows) { return; }
  let label = labels[anchor];
  let row = anchor * params.columns;
  var own = Found(FAR_AWAY, NONE);
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    if (labels[j] == label && j != anchor) { own = nearer(own, Found(distances[row + j], j)); }
  }
  let positive = nearest_of_lanes(own, lane);
  own = Found(FAR_AWAY, NONE);
  for (var k = lane; k < params.columns; k += WORKGROUP) {
    let distance = distances[row + k];
    if (labels[k] != label && distance > positive.distance) { own = nearer(own, Found(distance, k)); }
  }
  let negative = nearest_of_lanes(own, lane);
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    negatives[row + j] = select(NONE, negative.index, j == positive.index);
  }
}
