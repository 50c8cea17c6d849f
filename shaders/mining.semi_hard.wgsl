// Semi-hard triplets (Schroff, Kalenichenko, Philbin 2015, "FaceNet", eq. 4, kept within the margin):
//   negatives[i, j] = argmin_k distances[i, k]   over  labels[k] ≠ labels[i],  d_ap < distances[i, k] < d_ap + margin
// for every pair j ≠ i of one label, d_ap = distances[i, j]; NONE where there is no such k. Ties go to the lowest index.
//
// distances  [rows, rows]
// labels     [rows]
// negatives  [rows, rows]   NONE where the pair (i, j) has no triplet; overwritten; read by hinge.*
//
// Dispatch: one workgroup an anchor i, (rows). The positives of the row are listed, then taken four at a time: lanes scan
// the row in strides and a tree joins them. Columns are listed in parts of PART, so rows may be any number.

#import none

override WORKGROUP: u32 = 32u;

const PART = 1024u;

struct Params {
  rows: u32,
  margin: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> distances: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read_write> negatives: array<u32>;

// Lanes are sized for the widest WORKGROUP of 256: 13 KiB in all.
var<workgroup> counts: array<u32, 256>;
var<workgroup> listed: u32;
var<workgroup> positives: array<u32, PART>;
var<workgroup> nearest: array<vec4f, 256>;
var<workgroup> index: array<vec4u, 256>;

fn is_positive(anchor: u32, j: u32) -> bool {
  return j != anchor && labels[j] == labels[anchor];
}

/// Lists the positives among the columns from `start` on, and writes NONE for all others. Returns how many it listed.
fn list_positives(anchor: u32, start: u32, lane: u32) -> u32 {
  let end = min(start + PART, params.rows);
  var count = 0u;
  for (var j = start + lane; j < end; j += WORKGROUP) {
    if (is_positive(anchor, j)) { count++; } else { negatives[anchor * params.rows + j] = NONE; }
  }
  counts[lane] = count;
  workgroupBarrier();
  var slot = 0u;
  for (var other = 0u; other < lane; other++) { slot += counts[other]; }
  if (lane == WORKGROUP - 1u) { listed = slot + count; }
  for (var j = start + lane; j < end; j += WORKGROUP) {
    if (is_positive(anchor, j)) {
      positives[slot] = j;
      slot++;
    }
  }
  return workgroupUniformLoad(&listed);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let anchor = group.x;
  let row = anchor * params.rows;
  let label = labels[anchor];
  for (var start = 0u; start < params.rows; start += PART) {
    let count = list_positives(anchor, start, lane);
    for (var first = 0u; first < count; first += 4u) {
      // Beyond the list the last pair is done again; it is written once.
      let at = min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(count - 1u));
      let pair = vec4u(positives[at.x], positives[at.y], positives[at.z], positives[at.w]);
      let d_ap = vec4f(distances[row + pair.x], distances[row + pair.y], distances[row + pair.z], distances[row + pair.w]);
      var best = d_ap + params.margin;
      var best_index = vec4u(NONE);
      for (var k = lane; k < params.rows; k += WORKGROUP) {
        if (labels[k] == label) { continue; }
        let d_an = vec4f(distances[row + k]);
        let better = (d_an > d_ap) & (d_an < best);
        best = select(best, d_an, better);
        best_index = select(best_index, vec4u(k), better);
      }
      nearest[lane] = best;
      index[lane] = best_index;
      workgroupBarrier();
      for (var stride = WORKGROUP / 2u; stride > 0u; stride /= 2u) {
        if (lane < stride) {
          let d = nearest[lane + stride];
          let k = index[lane + stride];
          let better = (d < nearest[lane]) | ((d == nearest[lane]) & (k < index[lane]));
          nearest[lane] = select(nearest[lane], d, better);
          index[lane] = select(index[lane], k, better);
        }
        workgroupBarrier();
      }
      if (lane < min(4u, count - first)) { negatives[row + pair[lane]] = index[0][lane]; }
      workgroupBarrier();
    }
  }
}
