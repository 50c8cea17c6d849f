// Binary cross-entropy of "the pair shows one identity" with the logits z = logits[i, j]:
//   positive pair: −log σ(z) = log(1 + e^−z)      negative pair: −log(1 − σ(z)) = log(1 + e^z)
// First stage: the sums of each anchor's row. Positive pairs are the first part, negative pairs the second, so that their
// means weigh the same however many there are of each. Every pair is active: its loss is above 0.
//
// logits    [rows, columns]   of verifier.forward
// labels    [columns]         column i < rows is anchor i itself
// pairs     [rows, columns]   of pairs.*: how often the pair counts
// row_sums  [rows, 16]        PairSums, with logits in the place of distances, and four zeros; overwritten; read by
//                             pair_loss.reduce
//
// Dispatch: one workgroup an anchor, (rows). Lanes sum the row in strides, then a tree joins them: two runs are bit-equal.

#import pair_sums
#import smooth

struct Params {
  rows: u32,
  columns: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read> pairs: array<u32>;
@group(0) @binding(4) var<storage, read_write> row_sums: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let anchor = group.x;
  let row = anchor * params.columns;
  let label = labels[anchor];
  var own = PairSums();
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    let logit = logits[row + j];
    let positive = labels[j] == label;
    let weighted = f32(pairs[row + j]) * kind_of(positive);
    let loss = softplus(vec4f(select(logit, -logit, positive))).x;
    own.losses += vec4f(loss * weighted, weighted);
    own.above += vec4f(weighted, vec2f());
    own = with_column(own, logit, f32(pairs[row + j]), kind_of(positive), j < params.rows);
  }
  let sums = sum_over_lanes(lane, own);
  if (lane > 0u) { return; }
  row_sums[anchor * 4u] = sums.losses;
  row_sums[anchor * 4u + 1u] = sums.above;
  row_sums[anchor * 4u + 2u] = sums.rest;
  row_sums[anchor * 4u + 3u] = vec4f();
}
