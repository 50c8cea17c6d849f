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
// Dispatch: one workgroup a row i, (rows). The few pairs of a row, and with swap those of a column, are listed in parts. Every lane goes
// through the list and changes the columns that it owns, k % WORKGROUP = lane, always in the same order: two runs are bit-equal.

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

/// The entry of `negatives` of the pair (row, other), or with `turned` of the pair (other, row).
fn mined_of(row: u32, other: u32, turned: bool) -> u32 {
  return negatives[select(row * params.columns + other, other * params.columns + row, turned)];
}

fn wanted(row: u32, other: u32, turned: bool) -> bool {
  return mined_of(row, other, turned) != NONE;
}

/// Writes Σ over n of w of the triplets (row, k, n): the first thing that is written of (row, k).
fn write_positive(row: u32, k: u32, mined: u32) {
  var sum = 0.0;
  if (mined != NONE) {
    for (var n = first_negative(mined); n < end_of_negatives(mined); n++) {
      if (is_negative(mined, row, n)) { sum += slope_of(triplet(row, k, n).violation); }
    }
    sum *= scale[row];
  }
  d_distances[row * params.columns + k] = sum;
}

fn meet(row: u32, other: u32, turned: bool) -> bool {
  let mined = mined_of(row, other, turned);
  if (!turned && other < PART) { write_positive(row, other, mined); }
  return mined != NONE;
}

/// Takes off (row, k) what a listed pair leaves there by its triplet with the negative k.
fn subtract(row: u32, other: u32, k: u32, turned: bool) {
  let anchor = select(row, other, turned);
  let found = triplet(anchor, select(other, row, turned), k);
  let share = select(1.0 - found.swapped, found.swapped, turned);
  d_distances[row * params.columns + k] -= scale[anchor] * slope_of(found.violation) * share;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x;
  let label = labels[row];
  // The columns of the first part are written when they are met.
  for (var k = PART + lane; k < params.columns; k += WORKGROUP) { write_positive(row, k, mined_of(row, k, false)); }
  for (var turn = 0u; turn <= params.swap; turn++) {
    let turned = turn == 1u;
    let others = select(params.columns, params.rows, turned);
    for (var start = 0u; start < others; start += PART) {
      let count = list_wanted(row, start, min(start + PART, others), turned, lane);
      for (var at = 0u; at < count; at++) {
        let mined = mined_of(row, list[at], turned);
        if (mined != ALL) {
          if (mined % WORKGROUP == lane) { subtract(row, list[at], mined, turned); }
          continue;
        }
        for (var k = lane; k < params.columns; k += WORKGROUP) {
          if (labels[k] != label) { subtract(row, list[at], k, turned); }
        }
      }
    }
  }
}
