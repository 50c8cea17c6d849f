// Inverts  y = x / max(‖x‖, 1e-12)  for x:   d_x = (d_y − n · Σ y · d_y) / ‖x‖, n = sign(y) for p = 1 and y for p = 2
// Forward saved 1 / ‖x‖ and kept y.
//
// d_y           [outer, width, inner]
// y             [outer, width, inner]
// inverse_norm  [outer, inner]          0 for a line without a direction
// d_x           [outer, width, inner]   overwritten; read by the backward of the node that made x
//
// Dispatch: WORKGROUP / ACROSS lanes a line, (outer · inner / ACROSS) folded into two dimensions.

#import line_share

struct Params {
  lines: u32,
  width: u32,
  inner: u32,
  p: u32,
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
  let line = line_of(group, groups, lane);
  let live = line < params.lines;
  let first = line / params.inner * params.inner * params.width + line % params.inner;
  let end = select(0u, params.width, live);
  var sum = 0.0;
  for (var i = lane / ACROSS; i < end; i += WORKGROUP / ACROSS) {
    sum += y[first + i * params.inner] * d_y[first + i * params.inner];
  }
  let along = share_sum(sum, lane);
  for (var i = lane / ACROSS; i < end; i += WORKGROUP / ACROSS) {
    let value = y[first + i * params.inner];
    let normal = select(value, sign(value), params.p == 1u);
    d_x[first + i * params.inner] = (d_y[first + i * params.inner] - normal * along) * inverse_norm[line];
  }
}
