// logits[i, j] = weights[width] + Σ_k weights[k] · comparison(embeddings[i, k], embeddings[j, k])
// The sigmoid of it is the probability that rows i and j show one identity.
//
// embeddings  [columns, width]
// weights     [width + 1]       the last one is the bias
// logits      [rows, columns]   overwritten; read by cross_entropy.*
//
// Dispatch: one invocation a pair (i, j), (rows · columns / WORKGROUP) folded into two dimensions; it sums over k in order.

#import item
#import pair_comparison

struct Params {
  rows: u32,
  columns: u32,
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> embeddings: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read_write> logits: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let at = item(group, groups, lane);
  if (at >= params.rows * params.columns) { return; }
  let a = at / params.columns * params.width;
  let b = at % params.columns * params.width;
  var logit = weights[params.width];
  for (var k = 0u; k < params.width; k++) {
    logit += weights[k] * comparison(embeddings[a + k], embeddings[b + k]);
  }
  logits[at] = logit;
}
