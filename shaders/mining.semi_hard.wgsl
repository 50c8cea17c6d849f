// Semi-hard triplets (Schroff, Kalenichenko, Philbin 2015, "FaceNet", eq. 4, kept within the margin):
//   negatives[i, j] = argmin_k distances[i, k]   over  labels[k] ≠ labels[i],  d_ap < distances[i, k] < d_ap + margin
// for every pair j ≠ i of one label, d_ap = distances[i, j]; NONE where there is no such k. Ties go to the lowest index.
//
// distances  [rows, columns]
// labels     [columns]
// negatives  [rows, columns]   NONE where the pair (i, j) has no triplet; overwritten; read by the losses
//
// Dispatch: one workgroup an anchor i, (rows). The positives of the row are listed, then taken four at a time: lanes scan
// the row in strides and a tree joins them. Columns are listed in parts of PART, so there may be any number of them.

#import listed
#import none

struct Params {
  rows: u32,
  columns: u32,
  margin: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> distances: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read_write> negatives: array<u32>;

// Sized for the widest WORKGROUP of 256.
var<workgroup> nearest: array<vec4f, 256>;
var<workgroup> index: array<vec4u, 256>;

fn wanted(anchor: u32, j: u32, turned: bool) -> bool {
  return j != anchor && labels[j] == labels[anchor];
}

fn meet(anchor: u32, j: u32, turned: bool) -> bool {
  let positive = wanted(anchor, j, turned);
  if (!positive) { negatives[anchor * params.columns + j] = NONE; }
  return positive;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let anchor = group.x;
  if (anchor >= params.rows) { return; }
  let row = anchor * params.columns;
  let label = labels[anchor];
  for (var start = 0u; start < params.columns; start += PART) {
    let count = list_wanted(anchor, start, min(start + PART, params.columns), false, lane);
    for (var first = 0u; first < count; first += 4u) {
      // Beyond the list the last pair is done again; it is written once.
      let at = min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(count - 1u));
      let pair = vec4u(list[at.x], list[at.y], list[at.z], list[at.w]);
      let d_ap = vec4f(distances[row + pair.x], distances[row + pair.y], distances[row + pair.z], distances[row + pair.w]);
      var best = d_ap + params.margin;
      var best_index = vec4u(NONE);
      for (var k = lane; k < params.columns; k += WORKGROUP) {
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
