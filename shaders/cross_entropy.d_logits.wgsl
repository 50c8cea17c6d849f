// Inverts  log(1 + e^−z)  of positive pairs and  log(1 + e^z)  of negative ones, z = logits[i, j]:
//   d_logits[i, j] = pairs[i, j] · (− scale[i, 0] · σ(−z) if positive, scale[i, 1] · σ(z) if negative)
// Forward kept logits and scale for it.
//
// logits    [rows, columns]   of verifier.forward
// labels    [columns]         column i < rows is anchor i itself
// pairs     [rows, columns]   of pairs.*: how often the pair counts
// scale     [rows, 2]         of pair_loss.reduce
// d_logits  [rows, columns]   overwritten; read by verifier.d_*
//
// Dispatch: one workgroup an anchor, (rows); lanes take the row's columns in strides.

#import smooth

override WORKGROUP: u32 = 32u;

struct Params {
  rows: u32,
  columns: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read> pairs: array<u32>;
@group(0) @binding(4) var<storage, read> scale: array<vec2f>;
@group(0) @binding(5) var<storage, read_write> d_logits: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let anchor = group.x;
  let row = anchor * params.columns;
  let label = labels[anchor];
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    let positive = labels[j] == label;
    let error = sigmoid(vec4f(select(logits[row + j], -logits[row + j], positive))).x;
    d_logits[row + j] = f32(pairs[row + j]) * error * select(scale[anchor].y, -scale[anchor].x, positive);
  }
}
