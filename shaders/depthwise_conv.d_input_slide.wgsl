// Inverts  y[p, o] = bias[o] + Σ_tap x[p under tap, c] · weight[tap, o]  for x:
//   d_x[q, c] = Σ_tap d_y[p with q under tap, c] · weight[tap, c], c = o, channels a multiple of 4, stride and dilation across 1
// Forward saved nothing for it. A gather: every pixel of d_x looks for the windows over it.
//
// d_y     [rows, out_height, out_width, outputs]
// weight  [kernel_height, kernel_width, outputs]
// d_x     [rows, height, width, inputs]   overwritten; read by the backward of the node that made x
//
// Dispatch: one invocation eight pixels of a line and a quad of channels, (lines · ⌈width / 8⌉ · inputs / 4 / WORKGROUP) folded
// into two dimensions.

#import item
#import window
#import slide

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_x: array<vec4f>;

fn value_at(line: u32, column: u32, quad: u32) -> vec4f {
  let inside = column < params.out_width;
  return select(vec4f(), d_y[(line + select(0u, column, inside)) * (params.outputs / 4u) + quad], inside);
}

// From the last tap to the first, so that d_y's columns are read from left to right.
fn factor_at(tap: vec2u, quad: u32) -> vec4f {
  return weight[(tap.y * params.kernel_width + params.kernel_width - 1u - tap.x) * (params.inputs / 4u) + quad];
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let quads = params.inputs / 4u;
  let i = item(group, groups, lane);
  let quad = i % quads;
  let blocks = (params.width + 7u) / 8u;
  let line = i / quads / blocks;
  if (line >= params.rows * params.height) { return; }
  let first = i / quads % blocks * 8u;
  let down = line % params.height + params.top;
  var sums = Eight();
  for (var ky = 0u; ky < params.kernel_height; ky++) {
    // Before the first window it wraps around, and is beyond the last one.
    let y = down - ky * params.dilation_y;
    if (y % params.stride_y != 0u || y / params.stride_y >= params.out_height) { continue; }
    let from_line = (line / params.height * params.out_height + y / params.stride_y) * params.out_width;
    sums = slide(sums, from_line, first + params.left + 1u - params.kernel_width, ky, params.kernel_width, quad);
  }
  for (var column = first; column < min(first + 8u, params.width); column++) {
    d_x[(line * params.width + column) * quads + quad] = sums.a;
    sums = moved(sums);
  }
}
