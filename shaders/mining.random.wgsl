// A random negative for every anchor–positive pair, all that qualify equally likely:
//   every column of another label, or with semi_hard those with  d_ap < distances[i, k] < d_ap + margin
//
// distances  [rows, columns]
// labels     [columns]
// negatives  [rows, columns]   NONE where the pair (i, j) has no triplet; overwritten; read by the losses
//
// The trainer sets `step` and `seed` before every run: the same two draw the same triplets.
//
// Dispatch: one invocation a pair, (rows · columns / WORKGROUP) folded into two dimensions; it scans the row by itself.

#import drawn_negative
#import item

struct Params {
  rows: u32,
  columns: u32,
  // 0 no, 1 yes
  semi_hard: u32,
  margin: f32,
  seed: u32,
  step: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> distances: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read_write> negatives: array<u32>;

/// Uniform in 2^24 steps, exact in f32.
fn race(pair: Pair, k: u32, word: u32) -> f32 {
  let time = f32(word >> 8u);
  if (params.semi_hard == 0u) { return time; }
  let d_ap = distances[pair.row + pair.positive];
  let d_an = distances[pair.row + k];
  return select(FAR_AWAY, time, d_an > d_ap && d_an < d_ap + params.margin);
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let at = item(group, groups, lane);
  if (at >= params.rows * params.columns) { return; }
  negatives[at] = drawn_negative(at);
}
