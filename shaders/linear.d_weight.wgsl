// Inverts  y = x · weightᵀ + bias  for weight:   d_weight += d_yᵀ · x, widths that are multiples of 4
// Forward kept x for it.
//
// d_y       [rows, outputs]
// x         [rows, inputs]
// d_weight  [outputs, inputs]           accumulated; read by the gradient norm and the optimiser
//           [chunks, outputs, inputs]   overwritten, if there is more than one chunk of rows; added up by chunk_sum.accumulate
//
// Dispatch: one workgroup a TILE × TILE block of d_weight and a chunk of rows, (inputs / TILE, outputs / TILE, chunks). The
// order of the sum over rows is fixed, so two runs are bit-equal.

#import product

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
  /// Rows that a workgroup sums, a multiple of 4.
  chunk: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> x: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_weight: array<vec4f>;

const A_ALONG_K = false;
const B_ALONG_K = false;

alias Rows = u32;
alias Columns = u32;

fn a_rows(quad: u32, slice: u32) -> Rows { return min(quad, params.outputs / 4u - 1u); }
fn b_columns(quad: u32, slice: u32) -> Columns { return min(quad, params.inputs / 4u - 1u); }

fn load_a(quad: Rows, kq: u32) -> mat4x4f {
  let at = min(4u * kq + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u)) * (params.outputs / 4u) + quad;
  return mat4x4f(d_y[at.x], d_y[at.y], d_y[at.z], d_y[at.w]);
}

fn load_b(quad: Columns, kq: u32) -> mat4x4f {
  let at = min(4u * kq + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u)) * (params.inputs / 4u) + quad;
  return mat4x4f(x[at.x], x[at.y], x[at.z], x[at.w]);
}

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let first = group.z * params.chunk;
  let sums = product(group.xy, group.z, lane, vec2u(first, min(first + params.chunk, params.rows)));
  let at = group.xy * SIDE + owned(lane);
  let width = params.inputs / 4u;
  if (lane >= SIDE * SIDE || at.x >= width || 4u * at.y >= params.outputs) { return; }
  for (var r = 0u; r < 4u; r++) {
    let i = (group.z * params.outputs + 4u * at.y + r) * width + at.x;
    d_weight[i] = sums[r] + select(vec4f(), d_weight[i], params.chunk >= params.rows);
  }
}
