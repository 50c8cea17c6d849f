// fused_activation.d_input for a width of whole vec4s.
//
// d_y    [rows, width / 4]       as vec4f
// y      [rows, width / 4]       z with PRELU
// slope  [width / 4]             or anything without PRELU
// d_z    [rows, width / 4]       overwritten; read by the kernels of the product's gradients
// sums   [chunks, 2, width / 4]  overwritten; added up by chunk_sum.accumulate
//
// Dispatch: one invocation a vec4 of channels and a chunk of rows, (chunks · width / 4 / WORKGROUP) folded into two dimensions.
// Rows are summed in order.

#import activations
#import item

struct Params {
  rows: u32,
  width: u32,
  chunk: u32,
  activation: u32,
  alpha: f32,
  low: f32,
  high: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> y: array<vec4f>;
@group(0) @binding(3) var<storage, read> slope: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> d_z: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> sums: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let quads = params.width / 4u;
  let place = item(group, groups, lane);
  let quad = place % quads;
  let chunk = place / quads;
  let first = chunk * params.chunk;
  if (first >= params.rows) { return; }
  var below = vec4f(params.alpha);
  if (params.activation == PRELU) { below = slope[quad]; }
  var bias_sum = vec4f();
  var slope_sum = vec4f();
  for (var row = first; row < min(first + params.chunk, params.rows); row++) {
    let i = row * quads + quad;
    let value = y[i];
    var factor = select(below, vec4f(1.0), value > vec4f());
    if (params.activation == CLIP) {
      factor = select(vec4f(), vec4f(1.0), (value > vec4f(params.low)) & (value < vec4f(params.high)));
    }
    let gradient = factor * d_y[i];
    d_z[i] = gradient;
    bias_sum += gradient;
    slope_sum += min(value, vec4f()) * d_y[i];
  }
  sums[2u * chunk * quads + quad] = bias_sum;
  sums[(2u * chunk + 1u) * quads + quad] = slope_sum;
}
