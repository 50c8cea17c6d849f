// hardest.scan for software adapters, straight from storage and by vec4:
//   negatives[i] = argmin_{labels[j] ≠ labels[i]} Σ (x_i − x_j)²      positives[i] = argmax_{j ≠ i, labels[j] = labels[i]} Σ (x_i − x_j)²
// among the candidates of this dispatch and those before it. Ties go to the lowest index.
//
// anchors, candidates, labels, negatives, negative_distances, positives, positive_distances   as in hardest.scan; the width is
// a multiple of 4
//
// The next dispatch over the same anchors reads the four results, unless its candidates begin at row 0; then the host does.
//
// Dispatch: an invocation 4 anchors, ((anchor_last − anchor_first) / (4 · WORKGROUP)); it goes through candidate_first …
// candidate_last − 1 four at a time. All lanes read the same candidates.

#import hardest

override WORKGROUP: u32 = 8u;

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
@group(0) @binding(1) var<storage, read> anchors: array<vec4f>;
@group(0) @binding(2) var<storage, read> candidates: array<vec4f>;
@group(0) @binding(3) var<storage, read> labels: array<u32>;
@group(0) @binding(4) var<storage, read_write> negatives: array<u32>;
@group(0) @binding(5) var<storage, read_write> negative_distances: array<f32>;
@group(0) @binding(6) var<storage, read_write> positives: array<u32>;
@group(0) @binding(7) var<storage, read_write> positive_distances: array<f32>;

fn square(difference: vec4f) -> f32 {
  return dot(difference, difference);
}

/// Squared distances of four candidates, a vector each, to four anchors. `a` and `b` are where their quads begin.
fn block_at(a: vec4u, b: vec4u) -> mat4x4f {
  var sums = mat4x4f();
  for (var k = 0u; k < params.width / 4u; k++) {
    let a0 = anchors[a.x + k];
    let a1 = anchors[a.y + k];
    let a2 = anchors[a.z + k];
    let a3 = anchors[a.w + k];
    let b0 = candidates[b.x + k];
    let b1 = candidates[b.y + k];
    let b2 = candidates[b.z + k];
    let b3 = candidates[b.w + k];
    sums[0] += vec4f(square(a0 - b0), square(a1 - b0), square(a2 - b0), square(a3 - b0));
    sums[1] += vec4f(square(a0 - b1), square(a1 - b1), square(a2 - b1), square(a3 - b1));
    sums[2] += vec4f(square(a0 - b2), square(a1 - b2), square(a2 - b2), square(a3 - b2));
    sums[3] += vec4f(square(a0 - b3), square(a1 - b3), square(a2 - b3), square(a3 - b3));
  }
  return sums;
}

fn found_before(n: vec4u) -> Hardest {
  return Hardest(
    vec4f(negative_distances[n.x], negative_distances[n.y], negative_distances[n.z], negative_distances[n.w]),
    vec4u(negatives[n.x], negatives[n.y], negatives[n.z], negatives[n.w]),
    -vec4f(positive_distances[n.x], positive_distances[n.y], positive_distances[n.z], positive_distances[n.w]),
    vec4u(positives[n.x], positives[n.y], positives[n.z], positives[n.w]),
  );
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  const NEXT = vec4u(0u, 1u, 2u, 3u);
  let first = params.anchor_first + id.x * 4u;
  if (first >= params.anchor_last) { return; }
  let quads = params.width / 4u;
  // Beyond the edge the last row is taken again.
  let own = min(first + NEXT, vec4u(params.anchor_last - 1u));
  let four = Anchors(own, vec4u(labels[own.x], labels[own.y], labels[own.z], labels[own.w]));
  var hardest = nothing_seen();
  if (params.candidate_first > 0u) { hardest = found_before(own); }
  for (var row = params.candidate_first; row < params.candidate_last; row += 4u) {
    let rows = min(row + NEXT, vec4u(params.candidate_last - 1u));
    let block = block_at((own - params.anchor_shard) * quads, (rows - params.candidate_shard) * quads);
    hardest = harder(hardest, four, rows.x, labels[rows.x], block[0]);
    hardest = harder(hardest, four, rows.y, labels[rows.y], block[1]);
    hardest = harder(hardest, four, rows.z, labels[rows.z], block[2]);
    hardest = harder(hardest, four, rows.w, labels[rows.w], block[3]);
  }
  for (var c = 0u; c < min(4u, params.anchor_last - first); c++) {
    negatives[first + c] = hardest.negatives[c];
    negative_distances[first + c] = hardest.negative_distances[c];
    positives[first + c] = hardest.positives[c];
    positive_distances[first + c] = -hardest.positive_distances[c];
  }
}
