// y = x / max(‖x‖, 1e-12) along each line of the middle axis; ‖x‖ is Σ |x| for p = 1 and √(Σ x²) for p = 2
//
// x             [outer, width, inner]
// y             [outer, width, inner]   read by the next node and by lp_normalize.d_input
// inverse_norm  [outer, inner]          1 / ‖x‖, and 0 where ‖x‖ ≤ 1e-12: such a line has no direction and gets no gradient
//
// Dispatch: WORKGROUP / ACROSS lanes a line, (outer · inner / ACROSS) folded into two dimensions.

#import line_share
#import smallest_square

struct Params {
  lines: u32,
  width: u32,
  inner: u32,
  p: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<storage, read_write> inverse_norm: array<f32>;

const SMALLEST_NORM = 1e-12f;

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
    let size = abs(x[first + i * params.inner]);
    sum += select(size * size, size, params.p == 1u);
  }
  sum = share_sum(sum, lane);
  var inverse = inverseSqrt(max(sum, SMALLEST_SQUARE));
  var smallest = SMALLEST_SQUARE;
  if (params.p == 1u) {
    inverse = 1.0 / max(sum, SMALLEST_NORM);
    smallest = SMALLEST_NORM;
  }
  for (var i = lane / ACROSS; i < end; i += WORKGROUP / ACROSS) {
    y[first + i * params.inner] = x[first + i * params.inner] * inverse;
  }
  if (live && lane < ACROSS) { inverse_norm[line] = select(0.0, inverse, sum > smallest); }
}
