// y[p, o] = activation(bias[o] + Σ_tap Σ_i x[p under tap, i] · weight[o, tap, i]), channels of a group multiples of 4
//
// x       [rows, height, width, inputs]
// weight  [outputs, kernel_height, kernel_width, inputs / groups]
// bias    [outputs]                                 or anything if there is none
// slope   [outputs]                                 or anything without PRELU
// y       [rows, out_height, out_width, outputs]    read by the next node; its gradient is what conv.d_* start from
//
// Dispatch: one workgroup a TILE × TILE block of [pixels, outputs of a group], (outputs / groups / TILE · groups, pixels / TILE
// folded into y and z).

#import product
#import window
#import epilogue

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;
@group(0) @binding(4) var<storage, read> slope: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> y: array<vec4f>;

const A_ALONG_K = true;
const B_ALONG_K = true;

struct Rows {
  windows: Places,
  /// First quad of the group's channels.
  quad: u32,
}
alias Columns = vec4u;

fn depth() -> u32 { return params.inputs / params.groups / 4u; }
fn taps() -> u32 { return params.kernel_height * params.kernel_width; }

fn a_rows(quad: u32, slice: u32) -> Rows {
  let last = params.rows * params.out_height * params.out_width - 1u;
  return Rows(windows_of(min(4u * quad + vec4u(0u, 1u, 2u, 3u), vec4u(last))), slice * depth());
}

fn b_columns(quad: u32, slice: u32) -> Columns {
  let output = slice * (params.outputs / params.groups) + 4u * quad + vec4u(0u, 1u, 2u, 3u);
  return min(output, vec4u(params.outputs - 1u)) * (taps() * depth());
}

fn input_at(pixel: u32, quad: u32) -> vec4f {
  let inside = pixel != NONE;
  return select(vec4f(), x[select(0u, pixel * (params.inputs / 4u) + quad, inside)], inside);
}

fn load_a(rows: Rows, kq: u32) -> mat4x4f {
  let at = under(rows.windows, min(kq / depth(), taps() - 1u));
  let quad = rows.quad + kq % depth();
  return transpose(mat4x4f(input_at(at.x, quad), input_at(at.y, quad), input_at(at.z, quad), input_at(at.w, quad)));
}

fn load_b(columns: Columns, kq: u32) -> mat4x4f {
  let at = columns + min(kq, taps() * depth() - 1u);
  return transpose(mat4x4f(weight[at.x], weight[at.y], weight[at.z], weight[at.w]));
}

fn bias_at(quad: u32) -> vec4f { return bias[quad]; }
fn slope_at(quad: u32) -> vec4f { return slope[quad]; }

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
  let pixels = params.rows * params.out_height * params.out_width;
  let width = params.outputs / params.groups / 4u;
  if (lane >= SIDE * SIDE || at.x >= width) { return; }
  let quad = slice * width + at.x;
  for (var r = 0u; r < min(4u, max(pixels, 4u * at.y) - 4u * at.y); r++) {
    y[(4u * at.y + r) * (params.outputs / 4u) + quad] = epilogue(sums[r], quad);
  }
}
