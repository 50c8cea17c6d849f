// Distance-weighted sampling (C.-Y. Wu, R. Manmatha, A. J. Smola, P. Krähenbühl 2017, "Sampling Matters in Deep Embedding Learning"): for every
// anchor–positive pair a random negative k, drawn with a probability proportional to
//   w_k = D_k^(2 − width) · (1 − D_k² / 4)^((3 − width) / 2)  if d_k < 1.4, else 0        D_k = max(d_k, 0.5)
// the inverse of the density of distances on the unit sphere. d_k = ‖x̂_i − x̂_k‖, from distances[i, k] = δ:
//   squaredL2: d = √δ        L2: d = δ        cosine: d = √(2 δ)
//
// distances  [rows, columns]
// labels     [columns]
// negatives  [rows, columns]   NONE where the pair (i, j) has no triplet; overwritten; read by the losses
//
// The first of exponential times at rates w_k is k with probability w_k / Σ w; the logarithm of a time is log(−log u) − log w_k. The trainer
// sets `step` and `seed` before every run: the same two draw the same triplets.
//
// Dispatch: one invocation a pair, (rows · columns / WORKGROUP) folded into two dimensions; it scans the row by itself.

#import drawn_negative
#import item

// The values of the paper's authors.
const NEAREST = 0.5;
const FARTHEST = 1.4;

struct Params {
  rows: u32,
  columns: u32,
  width: u32,
  // 0 squaredL2, 1 L2, 2 cosine
  distance: u32,
  seed: u32,
  step: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> distances: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read_write> negatives: array<u32>;

fn race(pair: Pair, k: u32, word: u32) -> f32 {
  let given = distances[pair.row + k];
  let d = select(sqrt(given * select(1.0, 2.0, params.distance == 2u)), given, params.distance == 1u);
  if (!(d < FARTHEST)) { return FAR_AWAY; }
  let near = max(d, NEAREST);
  let width = f32(params.width);
  let log_weight = (2.0 - width) * log(near) + 0.5 * (3.0 - width) * log(1.0 - 0.25 * near * near);
  // Uniform in (0, 1). Next to 1 the logarithm may be rounded to 0.
  let uniform_number = (f32(word >> 9u) + 0.5) * 0x1p-23;
  return log(max(-log(uniform_number), 0x1p-23)) - log_weight;
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
