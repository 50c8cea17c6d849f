// Inverts  y = x · weightᵀ + bias  for weight:   d_weight += d_yᵀ · x, widths that are multiples of 4
// Forward kept x for it.
//
// d_y       [rows, outputs]
// x         [rows, inputs]
// d_weight  [outputs, inputs]           accumulated; read by the gradient norm and the optimiser
//           [chunks, outputs, inputs]   overwritten, if there is more than one chunk of rows; added up by chunk_sum.accumulate
//
// Dispatch: one workgroup 8 rows and 8 · WORKGROUP columns of d_weight and a chunk of rows, (inputs / (8 · WORKGROUP),
// outputs / 8, chunks). A sum runs in order inside one invocation, so two runs are bit-equal.

#import outer_product

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

fn run_of(run: u32, slice: u32) -> Run {
  let first = slice * params.chunk;
  return Run(first, first, 1u, min(params.chunk, params.rows - first));
}

fn load_a(k: u32, quad: u32) -> vec4f { return d_y[k * (params.outputs / 4u) + quad]; }
fn load_b(k: u32, quad: u32) -> vec4f { return x[k * (params.inputs / 4u) + quad]; }

fn store(m: u32, quad: u32, slice: u32, sum: vec4f) {
  let i = (slice * params.outputs + m) * (params.inputs / 4u) + quad;
  d_weight[i] = sum + select(vec4f(), d_weight[i], params.chunk >= params.rows);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let quads = vec2u(params.outputs, params.inputs) / 4u;
  outer_product(group.xy, group.z, lane, vec2u(0u, quads.x), vec2u(0u, quads.y), vec2u(0u, 1u));
}
