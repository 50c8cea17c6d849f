// Inverts  logits[i, j] = weights[width] + Σ_k weights[k] · comparison(embeddings[i, k], embeddings[j, k])  for embeddings:
//   d_embeddings[i, k] = weights[k] · Σ_j (d_logits[i, j] + d_logits[j, i]) · comparison_slope(embeddings[i, k], embeddings[j, k])
// where d_logits[j, i] is 0 for j ≥ rows. Columns from `rows` on are constants. Forward kept embeddings and weights for it.
//
// embeddings    [columns, width]
// weights       [width + 1]
// d_logits      [rows, columns]   of any kind: neither symmetric nor zero on the diagonal
// d_embeddings  [rows, width]     overwritten; read by the backward of what made the embeddings
//
// Dispatch: one invocation an element, (rows · width / WORKGROUP) folded into two dimensions; it sums over j in order.

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
@group(0) @binding(3) var<storage, read> d_logits: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_embeddings: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let at = item(group, groups, lane);
  if (at >= params.rows * params.width) { return; }
  let i = at / params.width;
  let k = at % params.width;
  var sum = 0.0;
  for (var j = 0u; j < params.columns; j++) {
    var d_logit = d_logits[i * params.columns + j];
    if (j < params.rows) { d_logit += d_logits[j * params.columns + i]; }
    sum += d_logit * comparison_slope(embeddings[at], embeddings[j * params.width + k]);
  }
  d_embeddings[at] = weights[k] * sum;
}
