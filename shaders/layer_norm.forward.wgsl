// y = (x − mean) · rstd · weight + bias, with  rstd = 1 / √(variance + epsilon)  over each row (J. L. Ba et al., "Layer
// normalization", 2016). The variance is that of the whole row (no n − 1), in a second pass over x − mean.
//
// x       [rows, width]
// weight  [width]
// bias    [width]
// y       [rows, width]   read by the next node
// mean    [rows]          read by layer_norm.d_input and layer_norm.d_weight, as is
// rstd    [rows]
//
// Dispatch: one workgroup a row, (rows) folded into two dimensions. WORKGROUP is a power of two, at most 256.

#import workgroup_sum

struct Params {
  rows: u32,
  width: u32,
  epsilon: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;
@group(0) @binding(5) var<storage, read_write> mean: array<f32>;
@group(0) @binding(6) var<storage, read_write> rstd: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.y * groups.x + group.x;
  if (row >= params.rows) { return; }
  let first = row * params.width;
  var sum = 0.0;
  for (var i = lane; i < params.width; i += WORKGROUP) { sum += x[first + i]; }
  let centre = workgroup_sum(vec2f(sum, 0.0), lane).x / f32(params.width);
  var squares = 0.0;
  for (var i = lane; i < params.width; i += WORKGROUP) {
    let away = x[first + i] - centre;
    squares += away * away;
  }
  let variance = workgroup_sum(vec2f(squares, 0.0), lane).x / f32(params.width);
  let scale = inverseSqrt(variance + params.epsilon);
  for (var i = lane; i < params.width; i += WORKGROUP) {
    y[first + i] = (x[first + i] - centre) * scale * weight[i] + bias[i];
  }
  if (lane == 0u) {
    mean[row] = centre;
    rstd[row] = scale;
  }
}
