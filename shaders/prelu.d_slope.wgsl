// Inverts  y = x > 0 ? x : slope · x  for slope:   d_slope += Σ_rows x > 0 ? 0 : x · d_y
// Forward kept x for it.
//
// d_y      [rows, width]
// x        [rows, width]
// d_slope  [width]         accumulated; read by the gradient norm and the optimiser
//
// Dispatch: one invocation a channel, (width / WORKGROUP). Rows are summed in order: two runs are bit-equal.

#import item

struct Params {
  rows: u32,
  width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_slope: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let channel = item(group, groups, lane);
  if (channel >= params.width) { return; }
  var sum = 0.0;
  for (var row = 0u; row < params.rows; row++) {
    let i = row * params.width + channel;
    sum += min(x[i], 0.0) * d_y[i];
  }
  d_slope[channel] += sum;
}
