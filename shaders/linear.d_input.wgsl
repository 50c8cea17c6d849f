// Inverts  y = x · weightᵀ + bias  for x:   d_x = d_y · weight, widths that are multiples of 4
// Forward saved nothing for it.
//
// d_y     [rows, outputs]
// weight  [outputs, inputs]
// d_x     [rows, inputs]    overwritten; read by the backward of the node that made x
//
// Dispatch: one workgroup a TILE × TILE block of d_x, (inputs / TILE, rows / TILE folded into y and z).

#import product

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_x: array<vec4f>;

const A_ALONG_K = true;
const B_ALONG_K = false;

alias Rows = vec4u;
alias Columns = u32;

fn a_rows(quad: u32, slice: u32) -> Rows {
  return min(4u * quad + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u)) * (params.outputs / 4u);
}

fn b_columns(quad: u32, slice: u32) -> Columns {
  return min(quad, params.inputs / 4u - 1u);
}

fn load_a(rows: Rows, kq: u32) -> mat4x4f {
  let at = rows + min(kq, params.outputs / 4u - 1u);
  return transpose(mat4x4f(d_y[at.x], d_y[at.y], d_y[at.z], d_y[at.w]));
}

fn load_b(quad: Columns, kq: u32) -> mat4x4f {
  let at = min(4u * kq + vec4u(0u, 1u, 2u, 3u), vec4u(params.outputs - 1u)) * (params.inputs / 4u) + quad;
  return mat4x4f(weight[at.x], weight[at.y], weight[at.z], weight[at.w]);
}

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let block = vec2u(group.x, group.z * groups.y + group.y);
  let sums = product(block, 0u, lane, vec2u(0u, params.outputs));
  let at = block * SIDE + owned(lane);
  let width = params.inputs / 4u;
  if (lane >= SIDE * SIDE || at.x >= width) { return; }
  for (var r = 0u; r < min(4u, max(params.rows, 4u * at.y) - 4u * at.y); r++) {
    d_x[(4u * at.y + r) * width + at.x] = sums[r];
  }
}
