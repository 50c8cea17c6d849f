// y = exp(x − max) / Σ exp(x − max) along each line of the middle axis
//
// x  [outer, width, inner]
// y  [outer, width, inner]   read by the next node and by softmax.d_input
//
// Dispatch: WORKGROUP / ACROSS lanes a line, (outer · inner / ACROSS) folded into two dimensions.

#import line_share

struct Params {
  lines: u32,
  width: u32,
  inner: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

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
  var highest = -3e38;
  for (var i = lane / ACROSS; i < end; i += WORKGROUP / ACROSS) {
    highest = max(highest, x[first + i * params.inner]);
  }
  highest = share_max(highest, lane);
  var sum = 0.0;
  for (var i = lane / ACROSS; i < end; i += WORKGROUP / ACROSS) {
    let power = exp(x[first + i * params.inner] - highest);
    y[first + i * params.inner] = power;
    sum += power;
  }
  // The largest element adds 1; a line beyond the last one has nothing to divide.
  let scale = 1.0 / max(share_sum(sum, lane), 1.0);
  for (var i = lane / ACROSS; i < end; i += WORKGROUP / ACROSS) {
    y[first + i * params.inner] *= scale;
  }
}
