// Inverts  y = exp(x − max) / Σ exp(x − max)  for x:   d_x = y · (d_y − Σ y · d_y)
// Forward kept y for it.
//
// d_y  [outer, width, inner]
// y    [outer, width, inner]
// d_x  [outer, width, inner]   overwritten; read by the backward of the node that made x
//
// Dispatch: WORKGROUP / ACROSS lanes a line, (outer · inner / ACROSS) folded into two dimensions.

#import line_share

struct Params {
  lines: u32,
  width: u32,
  inner: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> y: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_x: array<f32>;

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
    d_x[first + i * params.inner] = y[first + i * params.inner] * (d_y[first + i * params.inner] - along);
  }
}
