// y[slice] = Σ_tap x1[slice, tap] · x2[slice, tap], matrices of any width
//
// x1  [any]   element (m, k) of a matrix at a_start(matrix) + m · a_m + k · a_k
// x2  [any]   element (k, n) at b_start(matrix) + n · b_n + k · b_k
// y   [slices, rows, columns]   overwritten; read by the next node, or by the backward of the one before
//
// Both gradients are such products too. Taps are the matrices of a batch that a broadcast one belongs to: they are added up,
// in order, so two runs are bit-equal.
//
// Dispatch: one workgroup 8 rows and 8 · WORKGROUP columns of y, (columns / (8 · WORKGROUP), rows / 8, slices).

#import direct_product
#import matrices

struct Params {
  rows: u32,
  columns: u32,
  depth: u32,
  taps: u32,
  a_m: u32,
  a_k: u32,
  b_n: u32,
  b_k: u32,
  size0: u32, size1: u32, size2: u32, size3: u32, size4: u32, size5: u32, size6: u32, size7: u32,
  a_stride0: u32, a_stride1: u32, a_stride2: u32, a_stride3: u32,
  a_stride4: u32, a_stride5: u32, a_stride6: u32, a_stride7: u32,
  b_stride0: u32, b_stride1: u32, b_stride2: u32, b_stride3: u32,
  b_stride4: u32, b_stride5: u32, b_stride6: u32, b_stride7: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x1: array<f32>;
@group(0) @binding(2) var<storage, read> x2: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

alias Rows = vec4u;

fn a_rows(m: vec4u, slice: u32) -> Rows { return m * params.a_m + a_start(slice * params.taps); }
fn a_at(rows: Rows, tap: u32) -> vec4u { return rows + a_start(tap); }
fn load_a(at: u32, k: u32) -> f32 { return x1[at + k * params.a_k]; }

fn b_columns(n: vec4u, slice: u32) -> vec4u { return n * params.b_n + b_start(slice * params.taps); }
fn b_at(columns: vec4u, tap: u32) -> vec4u { return columns + b_start(tap); }
fn load_b(at: u32, k: u32) -> f32 { return x2[at + k * params.b_k]; }

fn store(m: u32, n: u32, slice: u32, sum: f32) {
  y[(slice * params.rows + m) * params.columns + n] = sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  direct_product(group.xy, group.z, lane, params.rows, params.columns, params.taps, params.depth);
}
