// Inverts  y[p, o] = bias[o] + Σ_tap Σ_i x[p under tap, i] · weight[o, tap, i]  for weight:
//   d_weight[o, tap, i] += Σ_p d_y[p, o] · x[p under tap, i], channels of a group multiples of 4
// Forward kept x for it.
//
// d_y       [rows, out_height, out_width, outputs]
// x         [rows, height, width, inputs]
// d_weight  [outputs, kernel_height, kernel_width, inputs / groups]   accumulated; read by the gradient norm and the optimiser
//           [chunks, the same]   overwritten, if there is more than one chunk of lines; added up by chunk_sum.accumulate
//
// Dispatch: one workgroup 8 outputs and 8 · WORKGROUP inputs of a group under one tap, and a chunk of lines,
// (inputs / groups / (8 · WORKGROUP), outputs / groups / 8 · groups, chunks · taps). A sum runs in order inside one invocation,
// so two runs are bit-equal.

#import outer_product
#import line_run

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> x: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_weight: array<vec4f>;

fn taps() -> u32 { return params.kernel_height * params.kernel_width; }

// A slice is a tap of a chunk.
fn run_of(run: u32, slice: u32) -> Run { return line_run(run, slice % taps()); }

fn load_a(k: u32, quad: u32) -> vec4f { return d_y[k * (params.outputs / 4u) + quad]; }
fn load_b(k: u32, quad: u32) -> vec4f { return x[k * (params.inputs / 4u) + quad]; }

fn store(m: u32, quad: u32, slice: u32, sum: vec4f) {
  let depth = params.inputs / params.groups / 4u;
  let chunk = slice / taps();
  let i = ((chunk * params.outputs + m) * taps() + slice % taps()) * depth + quad % depth;
  d_weight[i] = sum + select(vec4f(), d_weight[i], params.chunk >= params.rows * params.out_height);
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let tiles = groups.y / params.groups;
  let channels = group.y / tiles;
  let quads = vec2u(params.outputs, params.inputs) / params.groups / 4u;
  let first = group.z / taps() * params.chunk;
  let lines = vec2u(first, min(first + params.chunk, params.rows * params.out_height));
  let block = vec2u(group.x, group.y % tiles);
  outer_product(
    block,
    group.z,
    lane,
    channels * quads.x + vec2u(0u, quads.x),
    channels * quads.y + vec2u(0u, quads.y),
    lines,
  );
}
