// The hardest negative and positive of each anchor, among the candidates of this dispatch and those before it:
//   negatives[i] = argmin_{labels[j] ≠ labels[i]} Σ (x_i − x_j)²      positives[i] = argmax_{j ≠ i, labels[j] = labels[i]} Σ (x_i − x_j)²
// Distances and selection in one kernel: the anchors × candidates matrix never reaches memory. Ties go to the lowest index.
//
// anchors             [rows from anchor_shard on, width]      rows are counted through the whole set x
// candidates          [rows from candidate_shard on, width]
// labels              [rows of the whole set]
// negatives           [rows of the whole set]   NONE where there is none; rows anchor_first … anchor_last − 1 are written
// negative_distances  [rows of the whole set]   FAR_AWAY where there is none
// positives           [rows of the whole set]
// positive_distances  [rows of the whole set]   −FAR_AWAY where there is none
//
// The next dispatch over the same anchors reads the four results, unless its candidates begin at row 0; then the host does.
//
// Dispatch: one workgroup 4 · WIDE anchors, ((anchor_last − anchor_first) / (4 · WIDE)); it goes through candidate_first …
// candidate_last − 1 in blocks of 4 · TALL. One lane an anchor joins what the lanes of its column have found.

#import differences
#import hardest

struct Params {
  width: u32,
  anchor_shard: u32,
  anchor_first: u32,
  anchor_last: u32,
  candidate_shard: u32,
  candidate_first: u32,
  candidate_last: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> anchors: array<f32>;
@group(0) @binding(2) var<storage, read> candidates: array<f32>;
@group(0) @binding(3) var<storage, read> labels: array<u32>;
@group(0) @binding(4) var<storage, read_write> negatives: array<u32>;
@group(0) @binding(5) var<storage, read_write> negative_distances: array<f32>;
@group(0) @binding(6) var<storage, read_write> positives: array<u32>;
@group(0) @binding(7) var<storage, read_write> positive_distances: array<f32>;

// [TALL, 4 · WIDE]: 4 KiB, so WIDE · TALL is at most 64; and TALL at least 4, so that there is a lane an anchor.
var<workgroup> found_negatives: array<Found, 256>;
var<workgroup> found_positives: array<Found, 256>;

fn load_a(row: u32, k: u32) -> f32 {
  if (row >= params.candidate_last || k >= params.width) { return 0.0; }
  return candidates[(row - params.candidate_shard) * params.width + k];
}

fn load_b(row: u32, k: u32) -> f32 {
  if (row >= params.anchor_last || k >= params.width) { return 0.0; }
  return anchors[(row - params.anchor_shard) * params.width + k];
}

@compute @workgroup_size(WIDE, TALL)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let across = WIDE * 4u;
  let first = params.anchor_first + group.x * across;
  let own = first + local.x * 4u + vec4u(0u, 1u, 2u, 3u);
  let known = min(own, vec4u(params.anchor_last - 1u));
  let four = Anchors(own, vec4u(labels[known.x], labels[known.y], labels[known.z], labels[known.w]));
  var hardest = nothing_seen();
  for (var start = params.candidate_first; start < params.candidate_last; start += TALL * 4u) {
    var block = squared_differences(vec2u(first, start), local.xy, params.width);
    let candidate = start + local.y * 4u;
    for (var r = 0u; r < min(4u, params.candidate_last - min(candidate, params.candidate_last)); r++) {
      hardest = harder(hardest, four, candidate + r, labels[candidate + r], block[r]);
    }
  }
  for (var c = 0u; c < 4u; c++) {
    let slot = local.y * across + local.x * 4u + c;
    found_negatives[slot] = Found(hardest.negative_distances[c], hardest.negatives[c]);
    found_positives[slot] = Found(hardest.positive_distances[c], hardest.positives[c]);
  }
  workgroupBarrier();
  let anchor = first + lane;
  if (lane >= across || anchor >= params.anchor_last) { return; }
  var negative = Found(FAR_AWAY, NONE);
  var positive = Found(FAR_AWAY, NONE);
  if (params.candidate_first > 0u) {
    negative = Found(negative_distances[anchor], negatives[anchor]);
    positive = Found(-positive_distances[anchor], positives[anchor]);
  }
  for (var slot = lane; slot < TALL * across; slot += across) {
    negative = nearer(negative, found_negatives[slot]);
    positive = nearer(positive, found_positives[slot]);
  }
  negatives[anchor] = negative.index;
  negative_distances[anchor] = negative.distance;
  positives[anchor] = positive.index;
  positive_distances[anchor] = -positive.distance;
}
