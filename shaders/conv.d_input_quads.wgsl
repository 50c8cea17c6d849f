// Inverts  y[p, o] = bias[o] + Σ_tap Σ_i x[p under tap, i] · weight[o, tap, i]  for x:
//   d_x[q, i] = Σ_tap Σ_o d_y[p with q under tap, o] · weight[o, tap, i], channels of a group multiples of 4
// Forward saved nothing for it. A gather: every pixel of d_x looks for the windows over it.
//
// d_y     [rows, out_height, out_width, outputs]
// weight  [outputs, kernel_height, kernel_width, inputs / groups]
// d_x     [rows, height, width, inputs]    overwritten; read by the backward of the node that made x
//
// Dispatch: one workgroup 4 pixels and 8 · WORKGROUP inputs of a group, (inputs / groups / (8 · WORKGROUP) · groups, pixels / 4
// folded into y and z).

#import across_product
#import window

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_x: array<vec4f>;

struct Rows {
  padded: Places,
  /// First quad of the group's channels.
  quad: u32,
}

fn depth() -> u32 { return params.outputs / params.groups; }
fn width() -> u32 { return params.inputs / params.groups / 4u; }
fn taps() -> u32 { return params.kernel_height * params.kernel_width; }

fn a_rows(m: vec4u, slice: u32) -> Rows { return Rows(padded_of(m), slice * depth() / 4u); }

fn a_at(rows: Rows, tap: u32) -> vec4u {
  let pixels = over(rows.padded, tap);
  return select(pixels * (params.outputs / 4u) + rows.quad, vec4u(NONE), pixels == vec4u(NONE));
}

fn load_a(at: u32, k: u32) -> vec4f {
  let inside = at != NONE;
  return select(vec4f(), d_y[select(0u, at + k, inside)], inside);
}

fn b_columns(quad: u32, slice: u32) -> u32 { return slice * depth() * taps() * width() + quad; }
fn b_at(columns: u32, tap: u32) -> u32 { return columns + tap * width(); }
fn load_b(at: u32, k: u32) -> vec4f { return weight[at + k * taps() * width()]; }

fn store(m: u32, quad: u32, slice: u32, sum: vec4f) {
  d_x[m * (params.inputs / 4u) + slice * width() + quad] = sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let tiles = groups.x / params.groups;
  let block = vec2u(group.x % tiles, group.z * groups.y + group.y);
  let slice = group.x / tiles;
  let pixels = params.rows * params.height * params.width;
  across_product(block, slice, lane, pixels, width(), taps(), depth());
}
