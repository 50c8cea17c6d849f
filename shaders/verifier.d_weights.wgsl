// Inverts  logits[i, j] = weights[width] + Σ_k weights[k] · comparison(embeddings[i, k], embeddings[j, k])  for weights:
//   d_weights[k] += Σ_ij d_logits[i, j] · comparison(embeddings[i, k], embeddings[j, k])      d_weights[width] += Σ_ij d_logits[i, j]
// Forward kept embeddings for it.
//
// embeddings  [columns, width]
// d_logits    [rows, columns]
// d_weights   [width + 1]       accumulates; read by grad_norm and the optimiser
//
// Dispatch: one workgroup a weight, (width + 1). Lanes sum the pairs in strides, then a tree joins them: two runs are bit-equal.

#import pair_comparison
#import workgroup_sum

struct Params {
  rows: u32,
  columns: u32,
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> embeddings: array<f32>;
@group(0) @binding(2) var<storage, read> d_logits: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_weights: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let k = group.x;
  var own = 0.0;
  for (var at = lane; at < params.rows * params.columns; at += WORKGROUP) {
    var input = 1.0;
    if (k < params.width) {
      let a = embeddings[at / params.columns * params.width + k];
      let b = embeddings[at % params.columns * params.width + k];
      input = comparison(a, b);
    }
    own += d_logits[at] * input;
  }
  let sum = workgroup_sum(vec2f(own, 0.0), lane);
  if (lane == 0u) { d_weights[k] += sum.x; }
}
