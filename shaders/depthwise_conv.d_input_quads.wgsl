// Inverts  y[p, o] = bias[o] + Σ_tap x[p under tap, c] · weight[tap, o]  for x:
//   d_x[q, c] = Σ_tap d_y[p with q under tap, c] · weight[tap, c], c = o and channels a multiple of 4
// Forward saved nothing for it. A gather: every pixel of d_x looks for the windows over it.
//
// d_y     [rows, out_height, out_width, outputs]
// weight  [kernel_height, kernel_width, outputs]
// d_x     [rows, height, width, inputs]   overwritten; read by the backward of the node that made x
//
// Dispatch: one invocation four pixels of a line and a quad of channels, (lines · ⌈width / 4⌉ · inputs / 4 / WORKGROUP) folded
// into two dimensions.

#import item
#import window

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_x: array<vec4f>;

fn gradient_at(line: u32, column: u32, exact: bool, quad: u32) -> vec4f {
  let inside = exact && column < params.out_width;
  return select(vec4f(), d_y[(line + select(0u, column, inside)) * (params.outputs / 4u) + quad], inside);
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
  let blocks = (params.width + 3u) / 4u;
  let line = i / quads / blocks;
  if (line >= params.rows * params.height) { return; }
  let first = i / quads % blocks * 4u;
  let down = line % params.height + params.top;
  let across = first + vec4u(0u, 1u, 2u, 3u) + params.left;
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  for (var ky = 0u; ky < params.kernel_height; ky++) {
    // Before the first window it wraps around, and is beyond the last one.
    let y = down - ky * params.dilation_y;
    if (y % params.stride_y != 0u || y / params.stride_y >= params.out_height) { continue; }
    let from_line = (line / params.height * params.out_height + y / params.stride_y) * params.out_width;
    for (var kx = 0u; kx < params.kernel_width; kx++) {
      let factor = weight[(ky * params.kernel_width + kx) * quads + quad];
      let x = across - kx * params.dilation_x;
      let column = x / params.stride_x;
      let exact = x == column * params.stride_x;
      sum0 += factor * gradient_at(from_line, column.x, exact.x, quad);
      sum1 += factor * gradient_at(from_line, column.y, exact.y, quad);
      sum2 += factor * gradient_at(from_line, column.z, exact.z, quad);
      sum3 += factor * gradient_at(from_line, column.w, exact.w, quad);
    }
  }
  for (var column = first; column < min(first + 4u, params.width); column++) {
    d_x[(line * params.width + column) * quads + quad] = sum0;
    sum0 = sum1;
    sum1 = sum2;
    sum2 = sum3;
  }
}
