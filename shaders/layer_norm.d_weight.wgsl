// Inverts  y = (x − mean) · rstd · weight + bias  for weight:   d_weight += Σ_rows d_y · (x − mean) · rstd
// Forward saved mean and rstd, and kept x. The bias needs no kernel of its own: linear.d_bias is its sum over rows.
//
// d_y       [rows, width]
// x         [rows, width]
// mean      [rows]
// rstd      [rows]
// d_weight  [width]         accumulated; read by the gradient norm and the optimiser
//
// Dispatch: one invocation an element of the weight, (width / WORKGROUP). Rows are summed in order: two runs are bit-equal.

#import item

struct Params {
  rows: u32,
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> mean: array<f32>;
@group(0) @binding(4) var<storage, read> rstd: array<f32>;
@group(0) @binding(5) var<storage, read_write> d_weight: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let column = item(group, groups, lane);
  if (column >= params.width) { return; }
  var sum = 0.0;
  for (var row = 0u; row < params.rows; row++) {
    let i = row * params.width + column;
    sum += d_y[i] * (x[i] - mean[row]) * rstd[row];
  }
  d_weight[column] += sum;
}
