// y = activation(x · weightᵀ + bias), widths that are multiples of 4
//
// x       [rows, inputs]
// weight  [outputs, inputs]
// bias    [outputs]         or anything if there is none
// slope   [outputs]         or anything without PRELU
// y       [rows, outputs]   read by the next node; its gradient is what linear.d_* start from
//
// Dispatch: one workgroup 4 rows and 4 · WORKGROUP columns of y, (outputs / (4 · WORKGROUP), rows / 4 folded into y and z).

#import quad_product
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

alias Rows = vec4u;

fn a_rows(m: vec4u, slice: u32) -> Rows { return m * (params.inputs / 4u); }
fn a_at(rows: Rows, tap: u32) -> vec4u { return rows; }
fn load_a(at: u32, k: u32) -> vec4f { return x[at + k]; }

fn b_columns(n: vec4u, slice: u32) -> vec4u { return n * (params.inputs / 4u); }
fn b_at(columns: vec4u, tap: u32) -> vec4u { return columns; }
fn load_b(at: u32, k: u32) -> vec4f { return weight[at + k]; }

fn bias_at(quad: u32) -> vec4f { return bias[quad]; }
fn slope_at(quad: u32) -> vec4f { return slope[quad]; }

fn store(m: u32, quad: u32, slice: u32, sum: vec4f) {
  y[m * (params.outputs / 4u) + quad] = epilogue(sum, quad);
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let block = vec2u(group.x, group.z * groups.y + group.y);
  quad_product(block, 0u, lane, params.rows, params.outputs / 4u, 1u, params.inputs / 4u);
}
