// How many of anchor i's mined triplets (i, j, n), n = negatives[i, j], have the pair:
//   pairs[i, j] = 0 if n is NONE, the number of negatives of i if n is ALL, else 1      for j of i's label
//   pairs[i, k] = #{j: negatives[i, j] = k or ALL}                                      for k of another label
//
// negatives  [rows, columns]   of mining.*
// labels     [columns]         column i < rows is anchor i itself
// pairs      [rows, columns]   overwritten; read by the losses of pairs
//
// Dispatch: one workgroup an anchor, (rows). The few pairs of a row with a triplet are listed in parts, then every lane goes
// through the list for its columns k.

#import all
#import listed
#import none

struct Params {
  rows: u32,
  columns: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> negatives: array<u32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read_write> pairs: array<u32>;

fn wanted(anchor: u32, other: u32, turned: bool) -> bool {
  return negatives[anchor * params.columns + other] != NONE;
}

fn meet(anchor: u32, other: u32, turned: bool) -> bool {
  return wanted(anchor, other, turned);
}

fn as_positive(anchor: u32, j: u32) -> u32 {
  let mined = negatives[anchor * params.columns + j];
  if (mined != ALL) { return select(1u, 0u, mined == NONE); }
  var strangers = 0u;
  for (var k = 0u; k < params.columns; k++) { strangers += select(0u, 1u, labels[k] != labels[anchor]); }
  return strangers;
}

fn as_negative(anchor: u32, k: u32, count: u32) -> u32 {
  var uses = 0u;
  for (var at = 0u; at < count; at++) {
    let mined = negatives[anchor * params.columns + list[at]];
    uses += select(0u, 1u, mined == ALL || mined == k);
  }
  return uses;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let anchor = group.x;
  let row = anchor * params.columns;
  for (var k = lane; k < params.columns; k += WORKGROUP) {
    pairs[row + k] = select(as_positive(anchor, k), 0u, labels[k] != labels[anchor]);
  }
  for (var start = 0u; start < params.columns; start += PART) {
    let count = list_wanted(anchor, start, min(start + PART, params.columns), false, lane);
    for (var k = lane; k < params.columns; k += WORKGROUP) {
      if (labels[k] != labels[anchor]) { pairs[row + k] += as_negative(anchor, k, count); }
    }
    workgroupBarrier();
  }
}
