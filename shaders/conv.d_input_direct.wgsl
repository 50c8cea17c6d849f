// Inverts  y[p, o] = bias[o] + Σ_tap Σ_i x[p under tap, i] · weight[o, tap, i]  for x:
//   d_x[q, i] = Σ_tap Σ_o d_y[p with q under tap, o] · weight[o, tap, i], any number of channels
// Forward saved nothing for it. A gather: every pixel of d_x looks for the windows over it.
//
// d_y     [rows, out_height, out_width, outputs]
// weight  [outputs, kernel_height, kernel_width, inputs / groups]
// d_x     [rows, height, width, inputs]    overwritten; read by the backward of the node that made x
//
// Dispatch: one workgroup 8 pixels and 8 · WORKGROUP inputs of a group, (inputs / groups / (8 · WORKGROUP) · groups, pixels / 8
// folded into y and z).

#import direct_product
#import window

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_x: array<f32>;

struct Rows {
  padded: Places,
  /// The group's first channel.
  channel: u32,
}

fn depth() -> u32 { return params.outputs / params.groups; }
fn width() -> u32 { return params.inputs / params.groups; }
fn taps() -> u32 { return params.kernel_height * params.kernel_width; }

fn a_rows(m: vec4u, slice: u32) -> Rows { return Rows(padded_of(m), slice * depth()); }

fn a_at(rows: Rows, tap: u32) -> vec4u {
  let pixels = over(rows.padded, tap);
  return select(pixels * params.outputs + rows.channel, vec4u(NONE), pixels == vec4u(NONE));
}

fn load_a(at: u32, k: u32) -> f32 {
  let inside = at != NONE;
  return select(0.0, d_y[select(0u, at + k, inside)], inside);
}

fn b_columns(n: vec4u, slice: u32) -> vec4u { return slice * depth() * taps() * width() + n; }
fn b_at(columns: vec4u, tap: u32) -> vec4u { return columns + tap * width(); }
fn load_b(at: u32, k: u32) -> f32 { return weight[at + k * taps() * width()]; }

fn store(m: u32, n: u32, slice: u32, sum: f32) {
  d_x[m * params.inputs + slice * width() + n] = sum;
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
  direct_product(block, slice, lane, pixels, width(), taps(), depth());
}
