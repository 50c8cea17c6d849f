// Inverts  y[p, o] = bias[o] + Σ_tap x[p under tap, c] · weight[tap, o]  for weight:
//   d_weight[tap, o] += Σ_p d_y[p, o] · x[p under tap, c], c = o and channels a multiple of 4
// Forward kept x for it.
//
// d_y       [rows, out_height, out_width, outputs]
// x         [rows, height, width, inputs]
// d_weight  [kernel_height, kernel_width, outputs]   accumulated; read by the gradient norm and the optimiser
//           [chunks, the same]   overwritten, if there is more than one chunk of lines; added up by chunk_sum.accumulate
//
// Dispatch: one invocation a quad of d_weight and a chunk of lines, (quads / WORKGROUP, chunks). A sum runs in order
// inside one invocation, so two runs are bit-equal.

#import line_run

override WORKGROUP: u32 = 64u;

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> x: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_weight: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quads = params.outputs / 4u;
  let size = params.kernel_height * params.kernel_width * quads;
  if (id.x >= size) { return; }
  let quad = id.x % quads;
  let lines = params.rows * params.out_height;
  let first = id.y * params.chunk;
  var sum = vec4f();
  for (var line = first; line < min(first + params.chunk, lines); line++) {
    let run = line_run(line, id.x / quads);
    for (var k = 0u; k < run.count; k++) {
      sum += d_y[(run.a + k) * quads + quad] * x[(run.b + k * run.b_step) * quads + quad];
    }
  }
  let i = id.y * size + id.x;
  d_weight[i] = sum + select(vec4f(), d_weight[i], params.chunk >= lines);
}
