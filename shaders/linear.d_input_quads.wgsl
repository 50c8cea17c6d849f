// Inverts  y = x · weightᵀ + bias  for x:   d_x = d_y · weight, widths that are multiples of 4
// Forward saved nothing for it.
//
// d_y     [rows, outputs]
// weight  [outputs, inputs]
// d_x     [rows, inputs]    overwritten; read by the backward of the node that made x
//
// Dispatch: one workgroup 4 rows and 8 · WORKGROUP columns of d_x, (inputs / (8 · WORKGROUP), rows / 4 folded into y and z).

#import across_product

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_x: array<vec4f>;

alias Rows = vec4u;

fn a_rows(m: vec4u, slice: u32) -> Rows { return m * (params.outputs / 4u); }
fn a_at(rows: Rows, tap: u32) -> vec4u { return rows; }
fn load_a(at: u32, k: u32) -> vec4f { return d_y[at + k]; }

fn b_columns(quad: u32, slice: u32) -> u32 { return quad; }
fn b_at(columns: u32, tap: u32) -> u32 { return columns; }
fn load_b(at: u32, k: u32) -> vec4f { return weight[at + k * (params.inputs / 4u)]; }

fn store(m: u32, quad: u32, slice: u32, sum: vec4f) {
  d_x[m * (params.inputs / 4u) + quad] = sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let block = vec2u(group.x, group.z * groups.y + group.y);
  across_product(block, 0u, lane, params.rows, params.inputs / 4u, 1u, params.outputs);
}
