// Inverts  y[p, o] = bias[o] + Σ_tap Σ_i x[p under tap, i] · weight[o, tap, i]  for weight:
//   d_weight[o, tap, i] += Σ_p d_y[p, o] · x[p under tap, i], channels of a group multiples of 4
// Forward kept x for it.
//
// d_y       [rows, out_height, out_width, outputs]
// x         [rows, height, width, inputs]
// d_weight  [outputs, kernel_height, kernel_width, inputs / groups]   accumulated; read by the gradient norm and the optimiser
//           [chunks, the same]   overwritten, if there is more than one chunk of lines; added up by chunk_sum.accumulate
//
// Dispatch: one workgroup a TILE × TILE block of [outputs of a group, taps · inputs] and a chunk of lines,
// (taps · inputs / groups / TILE, outputs / groups / TILE · groups, chunks). The order of the sum is fixed, so two runs are
// bit-equal.

#import product
#import window

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> x: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_weight: array<vec4f>;

const A_ALONG_K = false;
const B_ALONG_K = false;

alias Rows = u32;

struct Columns {
  tap: u32,
  quad: u32,
}

fn depth() -> u32 { return params.inputs / params.groups / 4u; }
fn width() -> u32 { return params.kernel_height * params.kernel_width * depth(); }
fn height() -> u32 { return params.outputs / params.groups / 4u; }
fn lines() -> u32 { return params.rows * params.out_height; }

fn a_rows(quad: u32, slice: u32) -> Rows { return slice * height() + min(quad, height() - 1u); }

fn b_columns(quad: u32, slice: u32) -> Columns {
  let n = min(quad, width() - 1u);
  return Columns(n / depth(), slice * depth() + n % depth());
}

fn input_at(pixel: u32, quad: u32) -> vec4f {
  let inside = pixel != NONE;
  return select(vec4f(), x[select(0u, pixel * (params.inputs / 4u) + quad, inside)], inside);
}

fn pixels_of(kq: u32) -> vec4u {
  return min(4u * kq + vec4u(0u, 1u, 2u, 3u), vec4u(lines() * params.out_width - 1u));
}

fn load_a(quad: Rows, kq: u32) -> mat4x4f {
  let at = pixels_of(kq) * (params.outputs / 4u) + quad;
  return mat4x4f(d_y[at.x], d_y[at.y], d_y[at.z], d_y[at.w]);
}

fn load_b(columns: Columns, kq: u32) -> mat4x4f {
  let at = under(windows_of(pixels_of(kq)), columns.tap);
  let quad = columns.quad;
  return mat4x4f(input_at(at.x, quad), input_at(at.y, quad), input_at(at.z, quad), input_at(at.w, quad));
}

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let tiles = groups.y / params.groups;
  let block = vec2u(group.x, group.y % tiles);
  let slice = group.y / tiles;
  let first = group.z * params.chunk;
  let span = vec2u(first, min(first + params.chunk, lines())) * params.out_width;
  let sums = product(block, slice, lane, span);
  let at = block * SIDE + owned(lane);
  if (lane >= SIDE * SIDE || at.x >= width() || at.y >= height()) { return; }
  for (var r = 0u; r < 4u; r++) {
    let i = (group.z * params.outputs + 4u * (slice * height() + at.y) + r) * width() + at.x;
    d_weight[i] = sums[r] + select(vec4f(), d_weight[i], params.chunk >= lines());
  }
}
