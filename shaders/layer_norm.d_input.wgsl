// Inverts  y = (x − mean) · rstd · weight + bias  for x. With  x̂ = (x − mean) · rstd  and  g = d_y · weight:
//   d_x = rstd · (g − mean_row(g) − x̂ · mean_row(g · x̂))
// Forward saved mean and rstd, and kept x.
//
// d_y     [rows, width]
// x       [rows, width]
// weight  [width]
// mean    [rows]
// rstd    [rows]
// d_x     [rows, width]   overwritten; read by the backward of the node that made x
//
// Dispatch: one workgroup a row, (rows) folded into two dimensions. WORKGROUP is a power of two, at most 256.

#import workgroup_sum

struct Params {
  rows: u32,
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> weight: array<f32>;
@group(0) @binding(4) var<storage, read> mean: array<f32>;
@group(0) @binding(5) var<storage, read> rstd: array<f32>;
@group(0) @binding(6) var<storage, read_write> d_x: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.y * groups.x + group.x;
  if (row >= params.rows) { return; }
  let first = row * params.width;
  let centre = mean[row];
  let scale = rstd[row];
  var sums = vec2f();
  for (var i = lane; i < params.width; i += WORKGROUP) {
    let g = d_y[first + i] * weight[i];
    sums += g * vec2f(1.0, (x[first + i] - centre) * scale);
  }
  let means = workgroup_sum(sums, lane) / f32(params.width);
  for (var i = lane; i < params.width; i += WORKGROUP) {
    let g = d_y[first + i] * weight[i];
    let normalised = (x[first + i] - centre) * scale;
    d_x[first + i] = scale * (g - means.x - normalised * means.y);
  }
}
