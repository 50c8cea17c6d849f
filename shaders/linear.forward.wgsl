// y = activation(x · weightᵀ + bias), widths that are multiples of 4
//
// x       [rows, inputs]
// weight  [outputs, inputs]
// bias    [outputs]         or anything if there is none
// slope   [outputs]         or anything without PRELU
// y       [rows, outputs]   read by the next node; its gradient is what linear.d_* start from
//
// Dispatch: one workgroup a TILE × TILE block of y, (outputs / TILE, rows / TILE folded into y and z).

#import product
#import epilogue

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
  has_bias: u32,
  activation: u32,
  alpha: f32,
  low: f32,
  high: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;
@group(0) @binding(4) var<storage, read> slope: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> y: array<vec4f>;

const A_ALONG_K = true;
const B_ALONG_K = true;

alias Rows = vec4u;
alias Columns = vec4u;

fn a_rows(quad: u32, slice: u32) -> Rows {
  return min(4u * quad + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u)) * (params.inputs / 4u);
}

fn b_columns(quad: u32, slice: u32) -> Columns {
  return min(4u * quad + vec4u(0u, 1u, 2u, 3u), vec4u(params.outputs - 1u)) * (params.inputs / 4u);
}

fn load_a(rows: Rows, kq: u32) -> mat4x4f {
  let at = rows + min(kq, params.inputs / 4u - 1u);
  return transpose(mat4x4f(x[at.x], x[at.y], x[at.z], x[at.w]));
}

fn load_b(columns: Columns, kq: u32) -> mat4x4f {
  let at = columns + min(kq, params.inputs / 4u - 1u);
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
  let block = vec2u(group.x, group.z * groups.y + group.y);
  let sums = product(block, 0u, lane, vec2u(0u, params.inputs));
  let at = block * SIDE + owned(lane);
  let width = params.outputs / 4u;
  if (lane >= SIDE * SIDE || at.x >= width) { return; }
  for (var r = 0u; r < min(4u, max(params.rows, 4u * at.y) - 4u * at.y); r++) {
    y[(4u * at.y + r) * width + at.x] = epilogue(sums[r], at.x);
  }
}
