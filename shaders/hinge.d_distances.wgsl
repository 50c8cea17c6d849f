// Inverts  loss = reduce Σ max(distances[i, j] − distances[i, n] + margin, 0),  n = negatives[i, j],  for distances:
//   d_distances[i, k] = scale · (1 if (i, k) is the pair of an active triplet) − scale · #{active triplets (i, ·, k)}
// Selection is constant: no gradient goes through mining. Forward kept distances, negatives and scale for it.
//
// distances    [rows, rows]
// negatives    [rows, rows]   of mining.*
// scale        [1]            of hinge.reduce
// d_distances  [rows, rows]   overwritten; read by distances.d_embeddings
//
// Dispatch: one workgroup an anchor, (rows). The negatives of active triplets are counted in whole numbers, whose sum
// does not depend on the order, so two runs are bit-equal; columns are taken in parts of PART, so rows may be any number.

#import none

override WORKGROUP: u32 = 32u;

const PART = 1024u;

struct Params {
  rows: u32,
  margin: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> distances: array<f32>;
@group(0) @binding(2) var<storage, read> negatives: array<u32>;
@group(0) @binding(3) var<storage, read> scale: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_distances: array<f32>;

// How often each column of the part is the negative of an active triplet.
var<workgroup> uses: array<atomic<u32>, PART>;

/// The negative of the pair's triplet if that is active, else NONE.
fn active_negative(row: u32, j: u32) -> u32 {
  let n = negatives[row + j];
  if (n == NONE) { return NONE; }
  return select(NONE, n, distances[row + j] - distances[row + n] + params.margin > 0.0);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x * params.rows;
  for (var start = 0u; start < params.rows; start += PART) {
    let length = min(PART, params.rows - start);
    for (var k = lane; k < length; k += WORKGROUP) { atomicStore(&uses[k], 0u); }
    workgroupBarrier();
    for (var j = lane; j < params.rows; j += WORKGROUP) {
      let n = active_negative(row, j);
      if (n != NONE && n >= start && n - start < length) { atomicAdd(&uses[n - start], 1u); }
    }
    workgroupBarrier();
    for (var k = lane; k < length; k += WORKGROUP) {
      let positive = select(0.0, 1.0, active_negative(row, start + k) != NONE);
      d_distances[row + start + k] = scale[0] * (positive - f32(atomicLoad(&uses[k])));
    }
    workgroupBarrier();
  }
}
