// Inverts  loss = reduce Σ loss_of(d_ap − d_an* + margin)  of shared/triplet for distances. With w = scale[a] · slope_of(v) of a triplet
// (a, p, n) and s the share of it that swap turns to d_pn:
//   d_distances[i, k] = Σ_(i, k, ·) w  −  Σ_(i, ·, k) (1 − s) w  −  Σ_(·, i, k) s w
// Selection is constant: no gradient goes through mining. Forward kept distances, labels, negatives and scale for it.
//
// distances    [rows, columns]
// labels       [columns]
// negatives    [rows, columns]   of mining.*
// scale        [rows]            of triplet.reduce
// d_distances  [rows, columns]   overwritten; read by distances.d_embeddings
//
// Dispatch: one workgroup a row i, (rows). The few pairs of a row, and with swap those of a column, are listed in parts, then every lane
// goes through the list for its columns k, always in the same order: two runs are bit-equal.

#import listed
#import triplet

struct Params {
  rows: u32,
  columns: u32,
  margin: f32,
  soft: u32,
  swap: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> distances: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read> negatives: array<u32>;
@group(0) @binding(4) var<storage, read> scale: array<f32>;
@group(0) @binding(5) var<storage, read_write> d_distances: array<f32>;

/// Where in `negatives` the pair (row, other) stands, or with `turned` the pair (other, row).
fn pair_at(row: u32, other: u32, turned: bool) -> u32 {
  return select(row * params.columns + other, other * params.columns + row, turned);
}

fn wanted(row: u32, other: u32, turned: bool) -> bool {
  return negatives[pair_at(row, other, turned)] != NONE;
}

/// Σ over n of w of the triplets (row, k, n).
fn as_positive(row: u32, k: u32) -> f32 {
  let mined = negatives[row * params.columns + k];
  if (mined == NONE) { return 0.0; }
  var sum = 0.0;
  for (var n = first_negative(mined); n < end_of_negatives(mined); n++) {
    if (is_negative(mined, row, n)) { sum += slope_of(triplet(row, k, n).violation); }
  }
  return sum * scale[row];
}

/// Σ over the listed pairs of what their triplets with the negative k leave at (row, k).
fn as_negative(row: u32, k: u32, count: u32, turned: bool) -> f32 {
  var sum = 0.0;
  for (var at = 0u; at < count; at++) {
    let anchor = select(row, list[at], turned);
    let positive = select(list[at], row, turned);
    if (!is_negative(negatives[anchor * params.columns + positive], anchor, k)) { continue; }
    let found = triplet(anchor, positive, k);
    sum += scale[anchor] * slope_of(found.violation) * select(1.0 - found.swapped, found.swapped, turned);
  }
  return sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x;
  for (var k = lane; k < params.columns; k += WORKGROUP) { d_distances[row * params.columns + k] = as_positive(row, k); }
  // Pairs (row, ·) first, then the pairs (·, row) whose triplets swap.
  for (var turn = 0u; turn <= params.swap; turn++) {
    let turned = turn == 1u;
    let others = select(params.columns, params.rows, turned);
    for (var start = 0u; start < others; start += PART) {
      let count = list_wanted(row, start, min(start + PART, others), turned, lane);
      for (var k = lane; k < params.columns && count > 0u; k += WORKGROUP) {
        d_distances[row * params.columns + k] -= as_negative(row, k, count, turned);
      }
    }
  }
}
