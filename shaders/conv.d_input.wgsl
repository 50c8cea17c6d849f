// Inverts  y[p, o] = bias[o] + Σ_tap Σ_i x[p under tap, i] · weight[o, tap, i]  for x:
//   d_x[q, i] = Σ_tap Σ_o d_y[p with q under tap, o] · weight[o, tap, i], channels of a group multiples of 4
// Forward saved nothing for it. A gather: every pixel of d_x looks for the windows over it.
//
// d_y     [rows, out_height, out_width, outputs]
// weight  [outputs, kernel_height, kernel_width, inputs / groups]
// d_x     [rows, height, width, inputs]    overwritten; read by the backward of the node that made x
//
// Dispatch: one workgroup a TILE × TILE block of [pixels, inputs of a group], (inputs / groups / TILE · groups, pixels / TILE
// folded into y and z).

#import product
#import window

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_x: array<vec4f>;

const A_ALONG_K = true;
const B_ALONG_K = false;

struct Rows {
  padded: Places,
  /// First quad of the group's channels.
  quad: u32,
}
/// Of four weights' rows, tap 0.
alias Columns = vec4u;

fn depth() -> u32 { return params.outputs / params.groups / 4u; }
fn width() -> u32 { return params.inputs / params.groups / 4u; }
fn taps() -> u32 { return params.kernel_height * params.kernel_width; }

fn a_rows(quad: u32, slice: u32) -> Rows {
  let last = params.rows * params.height * params.width - 1u;
  return Rows(padded_of(min(4u * quad + vec4u(0u, 1u, 2u, 3u), vec4u(last))), slice * depth());
}

fn b_columns(quad: u32, slice: u32) -> Columns {
  return (4u * slice * depth() + vec4u(0u, 1u, 2u, 3u)) * (taps() * width()) + min(quad, width() - 1u);
}

fn gradient_at(pixel: u32, quad: u32) -> vec4f {
  let inside = pixel != NONE;
  return select(vec4f(), d_y[select(0u, pixel * (params.outputs / 4u) + quad, inside)], inside);
}

fn load_a(rows: Rows, kq: u32) -> mat4x4f {
  let at = over(rows.padded, min(kq / depth(), taps() - 1u));
  let quad = rows.quad + kq % depth();
  return transpose(mat4x4f(gradient_at(at.x, quad), gradient_at(at.y, quad), gradient_at(at.z, quad), gradient_at(at.w, quad)));
}

fn load_b(columns: Columns, kq: u32) -> mat4x4f {
  let tap = min(kq / depth(), taps() - 1u);
  let at = columns + (4u * (kq % depth()) * taps() + tap) * width();
  return mat4x4f(weight[at.x], weight[at.y], weight[at.z], weight[at.w]);
}

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let tiles = groups.x / params.groups;
  let block = vec2u(group.x % tiles, group.z * groups.y + group.y);
  let slice = group.x / tiles;
  let sums = product(block, slice, lane, vec2u(0u, 4u * taps() * depth()));
  let at = block * SIDE + owned(lane);
  let pixels = params.rows * params.height * params.width;
  if (lane >= SIDE * SIDE || at.x >= width()) { return; }
  for (var r = 0u; r < min(4u, max(pixels, 4u * at.y) - 4u * at.y); r++) {
    d_x[(4u * at.y + r) * (params.inputs / 4u) + slice * width() + at.x] = sums[r];
  }
}
