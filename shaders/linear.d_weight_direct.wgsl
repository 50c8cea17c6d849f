// Inverts  y = x · weightᵀ + bias  for weight:   d_weight += d_yᵀ · x, any width
// Forward kept x for it.
//
// d_y       [rows, outputs]
// x         [rows, inputs]
// d_weight  [outputs, inputs]           accumulated; read by the gradient norm and the optimiser
//           [chunks, outputs, inputs]   overwritten, if there is more than one chunk of rows; added up by chunk_sum.accumulate
//
// Dispatch: one workgroup 8 rows and 8 · WORKGROUP columns of d_weight and a chunk of rows, (inputs / (8 · WORKGROUP),
// outputs / 8, chunks). A sum runs in order inside one invocation, so two runs are bit-equal.

#import direct_product

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
  /// Rows that a workgroup sums, a multiple of 4.
  chunk: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_weight: array<f32>;

alias Rows = vec4u;

fn a_rows(m: vec4u, slice: u32) -> Rows { return slice * params.chunk * params.outputs + m; }
fn a_at(rows: Rows, tap: u32) -> vec4u { return rows; }
fn load_a(at: u32, k: u32) -> f32 { return d_y[k * params.outputs + at]; }

fn b_columns(n: vec4u, slice: u32) -> vec4u { return slice * params.chunk * params.inputs + n; }
fn b_at(columns: vec4u, tap: u32) -> vec4u { return columns; }
fn load_b(at: u32, k: u32) -> f32 { return x[k * params.inputs + at]; }

fn store(m: u32, n: u32, slice: u32, sum: f32) {
  let i = (slice * params.outputs + m) * params.inputs + n;
  d_weight[i] = sum + select(0.0, d_weight[i], params.chunk >= params.rows);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let depth = min(params.chunk, params.rows - group.z * params.chunk);
  direct_product(group.xy, group.z, lane, params.outputs, params.inputs, 1u, depth);
}
