// Inverts  y = x / max(‖x‖, 1e-12)  for x:   d_x = (d_y − y · (y · d_y)) / ‖x‖, the part of d_y across y
// Forward saved 1 / ‖x‖ and kept y. A row shorter than 1e-12 gets a gradient of zero, where the formula of PyTorch gives
// d_y · 1e12: its direction is rounding noise, and such a step would wreck the weights.
//
// d_y           [rows, width]
// y             [rows, width]
// inverse_norm  [rows]          0 for a row without a direction
// d_x           [rows, width]   overwritten; read by the backward of the node that made x
//
// Dispatch: one workgroup a row, (rows) folded into two dimensions. WORKGROUP is a power of two, at most 256.

#import workgroup_sum

struct Params {
  rows: u32,
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> y: array<f32>;
@group(0) @binding(3) var<storage, read> inverse_norm: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_x: array<f32>;

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
  for (var i = lane; i < params.width; i += WORKGROUP) { sum += y[first + i] * d_y[first + i]; }
  let along = workgroup_sum(vec2f(sum, 0.0), lane).x;
  for (var i = lane; i < params.width; i += WORKGROUP) {
    d_x[first + i] = (d_y[first + i] - y[first + i] * along) * inverse_norm[row];
  }
}
