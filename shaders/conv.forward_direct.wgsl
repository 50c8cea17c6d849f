// y[p, o] = activation(bias[o] + Σ_tap Σ_i x[p under tap, i] · weight[o, tap, i]), any number of channels
//
// x       [rows, height, width, inputs]
// weight  [outputs, kernel_height, kernel_width, inputs / groups]
// bias    [outputs]                                 or anything if there is none
// slope   [outputs]                                 or anything without PRELU
// y       [rows, out_height, out_width, outputs]    read by the next node; its gradient is what conv.d_* start from
//
// Dispatch: one workgroup 8 pixels and 8 · WORKGROUP outputs of a group, (outputs / groups / (8 · WORKGROUP) · groups, pixels / 8
// folded into y and z).

#import direct_product
#import window
#import epilogue

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read> slope: array<f32>;
@group(0) @binding(5) var<storage, read_write> y: array<f32>;

struct Rows {
  windows: Places,
  /// The group's first channel.
  channel: u32,
}

fn depth() -> u32 { return params.inputs / params.groups; }
fn width() -> u32 { return params.outputs / params.groups; }
fn taps() -> u32 { return params.kernel_height * params.kernel_width; }

fn a_rows(m: vec4u, slice: u32) -> Rows { return Rows(windows_of(m), slice * depth()); }

fn a_at(rows: Rows, tap: u32) -> vec4u {
  let pixels = under(rows.windows, tap);
  return select(pixels * params.inputs + rows.channel, vec4u(NONE), pixels == vec4u(NONE));
}

fn load_a(at: u32, k: u32) -> f32 {
  let inside = at != NONE;
  return select(0.0, x[select(0u, at + k, inside)], inside);
}

fn b_columns(n: vec4u, slice: u32) -> vec4u { return (slice * width() + n) * taps(); }
fn b_at(columns: vec4u, tap: u32) -> vec4u { return (columns + tap) * depth(); }
fn load_b(at: u32, k: u32) -> f32 { return weight[at + k]; }

fn bias_at(n: u32) -> vec4f { return vec4f(bias[n]); }
fn slope_at(n: u32) -> vec4f { return vec4f(slope[n]); }

fn store(m: u32, n: u32, slice: u32, sum: f32) {
  let output = slice * width() + n;
  y[m * params.outputs + output] = epilogue(vec4f(sum), output).x;
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
  direct_product(block, slice, lane, pixels, width(), taps(), depth());
}
