// y[p, o] = activation(bias[o] + Σ_tap x[p under tap, c] · weight[tap, o]), c = o, channels a multiple of 4, stride and dilation across 1
//
// x       [rows, height, width, inputs]
// weight  [kernel_height, kernel_width, outputs]
// bias    [outputs]                                 or anything if there is none
// slope   [outputs]                                 or anything without PRELU
// y       [rows, out_height, out_width, outputs]    read by the next node; its gradient is what depthwise_conv.d_* start from
//
// Dispatch: one invocation eight pixels of a line and a quad of channels, (lines · ⌈out_width / 8⌉ · outputs / 4 / WORKGROUP)
// folded into two dimensions.

#import item
#import window
#import slide
#import epilogue

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;
@group(0) @binding(4) var<storage, read> slope: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> y: array<vec4f>;

fn bias_at(quad: u32) -> vec4f { return bias[quad]; }
fn slope_at(quad: u32) -> vec4f { return slope[quad]; }

fn value_at(line: u32, column: u32, quad: u32) -> vec4f {
  let inside = column < params.width;
  return select(vec4f(), x[(line + select(0u, column, inside)) * (params.inputs / 4u) + quad], inside);
}

fn factor_at(tap: vec2u, quad: u32) -> vec4f {
  return weight[(tap.y * params.kernel_width + tap.x) * (params.inputs / 4u) + quad];
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
  let blocks = (params.out_width + 7u) / 8u;
  let line = i / quads / blocks;
  if (line >= params.rows * params.out_height) { return; }
  let first = i / quads % blocks * 8u;
  // Where the window begins; beyond the picture's other end if it begins before it.
  let down = line % params.out_height * params.stride_y - params.top;
  var sums = Eight();
  for (var ky = 0u; ky < params.kernel_height; ky++) {
    let y = down + ky * params.dilation_y;
    if (y >= params.height) { continue; }
    let from_line = (line / params.out_height * params.height + y) * params.width;
    sums = slide(sums, from_line, first - params.left, ky, params.kernel_width, quad);
  }
  for (var column = first; column < min(first + 8u, params.out_width); column++) {
    y[(line * params.out_width + column) * quads + quad] = epilogue(sums.a, quad);
    sums = moved(sums);
  }
}
