// y = x / max(‖x‖, 1e-12) over each row, as torch.nn.functional.normalize does
//
// x             [rows, width]
// y             [rows, width]   read by the distances, by the gallery and by l2_normalize.d_input
// inverse_norm  [rows]          1 / ‖x‖, and 0 where ‖x‖ ≤ 1e-12: such a row has no direction and gets no gradient
//
// The bound is put on the square, so a row of zeros gives zeros. ‖x‖ must stay below 1.8e19, the root of the largest f32.
//
// Dispatch: one workgroup a row, (rows) folded into two dimensions. WORKGROUP is a power of two, at most 256.

#import smallest_square
#import workgroup_sum

struct Params {
  rows: u32,
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<storage, read_write> inverse_norm: array<f32>;

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
  for (var i = lane; i < params.width; i += WORKGROUP) { sum += x[first + i] * x[first + i]; }
  let squares = workgroup_sum(vec2f(sum, 0.0), lane).x;
  let inverse = inverseSqrt(max(squares, SMALLEST_SQUARE));
  for (var i = lane; i < params.width; i += WORKGROUP) { y[first + i] = x[first + i] * inverse; }
  if (lane == 0u) { inverse_norm[row] = select(0.0, inverse, squares > SMALLEST_SQUARE); }
}
