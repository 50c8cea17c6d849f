// y[p, o] = activation(bias[o] + Σ_tap Σ_i x[p under tap, i] · weight[o, tap, i]), channels of a group multiples of 4
//
// x       [rows, height, width, inputs]
// weight  [outputs, kernel_height, kernel_width, inputs / groups]
// bias    [outputs]                                 or anything if there is none
// slope   [outputs]                                 or anything without PRELU
// y       [rows, out_height, out_width, outputs]    read by the next node; its gradient is what conv.d_* start from
//
// Dispatch: one workgroup 4 pixels and 4 · WORKGROUP outputs of a group, (outputs / groups / (4 · WORKGROUP) · groups, pixels / 4
// folded into y and z).

#import quad_product
#import window
#import epilogue

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;
@group(0) @binding(4) var<storage, read> slope: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> y: array<vec4f>;

struct Rows {
  windows: Places,
  /// First quad of the group's channels.
  quad: u32,
}

fn depth() -> u32 { return params.inputs / params.groups / 4u; }
fn width() -> u32 { return params.outputs / params.groups / 4u; }
fn taps() -> u32 { return params.kernel_height * params.kernel_width; }

fn a_rows(m: vec4u, slice: u32) -> Rows { return Rows(windows_of(m), slice * depth()); }

fn a_at(rows: Rows, tap: u32) -> vec4u {
  let pixels = under(rows.windows, tap);
  return select(pixels * (params.inputs / 4u) + rows.quad, vec4u(NONE), pixels == vec4u(NONE));
}

fn load_a(at: u32, k: u32) -> vec4f {
  let inside = at != NONE;
  return select(vec4f(), x[select(0u, at + k, inside)], inside);
}

fn b_columns(n: vec4u, slice: u32) -> vec4u { return (4u * slice * width() + n) * taps(); }

fn b_at(columns: vec4u, tap: u32) -> vec4u { return (columns + tap) * depth(); }

fn load_b(at: u32, k: u32) -> vec4f { return weight[at + k]; }

fn bias_at(quad: u32) -> vec4f { return bias[quad]; }
fn slope_at(quad: u32) -> vec4f { return slope[quad]; }

fn store(m: u32, quad: u32, slice: u32, sum: vec4f) {
  let output = slice * width() + quad;
  y[m * (params.outputs / 4u) + output] = epilogue(sum, output);
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
  let pixels = params.rows * params.out_height * params.out_width;
  quad_product(block, slice, lane, pixels, width(), taps(), depth());
}
