// y[p, o] = activation(bias[o] + Σ_tap x[p under tap, c] · weight[tap, o]), c = o and channels a multiple of 4
//
// x       [rows, height, width, inputs]
// weight  [kernel_height, kernel_width, outputs]
// bias    [outputs]                                 or anything if there is none
// slope   [outputs]                                 or anything without PRELU
// y       [rows, out_height, out_width, outputs]    read by the next node; its gradient is what depthwise_conv.d_* start from
//
// Dispatch: one invocation four pixels of a line and a quad of channels, (lines · ⌈out_width / 4⌉ · outputs / 4 / WORKGROUP)
// folded into two dimensions.

#import item
#import window
#import epilogue

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;
@group(0) @binding(4) var<storage, read> slope: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> y: array<vec4f>;

fn bias_at(quad: u32) -> vec4f { return bias[quad]; }
fn slope_at(quad: u32) -> vec4f { return slope[quad]; }

fn input_at(line: u32, column: u32, quad: u32) -> vec4f {
  let inside = column < params.width;
  return select(vec4f(), x[(line + select(0u, column, inside)) * (params.inputs / 4u) + quad], inside);
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let quads = params.outputs / 4u;
  let i = item(group, groups, lane);
  let quad = i % quads;
  let blocks = (params.out_width + 3u) / 4u;
  let line = i / quads / blocks;
  if (line >= params.rows * params.out_height) { return; }
  let first = i / quads % blocks * 4u;
  // Where the windows begin; beyond the picture's other end if they begin before it.
  let down = line % params.out_height * params.stride_y - params.top;
  let across = (first + vec4u(0u, 1u, 2u, 3u)) * params.stride_x - params.left;
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  for (var ky = 0u; ky < params.kernel_height; ky++) {
    let y = down + ky * params.dilation_y;
    if (y >= params.height) { continue; }
    let from_line = (line / params.out_height * params.height + y) * params.width;
    for (var kx = 0u; kx < params.kernel_width; kx++) {
      let factor = weight[(ky * params.kernel_width + kx) * quads + quad];
      let column = across + kx * params.dilation_x;
      sum0 += factor * input_at(from_line, column.x, quad);
      sum1 += factor * input_at(from_line, column.y, quad);
      sum2 += factor * input_at(from_line, column.z, quad);
      sum3 += factor * input_at(from_line, column.w, quad);
    }
  }
  for (var column = first; column < min(first + 4u, params.out_width); column++) {
    y[(line * params.out_width + column) * quads + quad] = epilogue(sum0, quad);
    sum0 = sum1;
    sum1 = sum2;
    sum2 = sum3;
  }
}
