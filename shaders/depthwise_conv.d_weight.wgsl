// Inverts  y[p, o] = bias[o] + Σ_tap x[p under tap, c] · weight[tap, o]  for weight:
//   d_weight[tap, o] += Σ_p d_y[p, o] · x[p under tap, c], c = o / (outputs / inputs)
// Forward kept x for it.
//
// d_y       [rows, out_height, out_width, outputs]
// x         [rows, height, width, inputs]
// d_weight  [kernel_height, kernel_width, outputs]   accumulated; read by the gradient norm and the optimiser
//           [chunks, the same]   overwritten, if there is more than one chunk of lines; added up by chunk_sum.accumulate
//
// Dispatch: one invocation an element of d_weight and a chunk of lines, (elements / WORKGROUP, chunks). A sum runs in order
// inside one invocation, so two runs are bit-equal.

#import line_run

override WORKGROUP: u32 = 64u;

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_weight: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = params.kernel_height * params.kernel_width * params.outputs;
  if (id.x >= size) { return; }
  let output = id.x % params.outputs;
  let channel = output / (params.outputs / params.inputs);
  let lines = params.rows * params.out_height;
  let first = id.y * params.chunk;
  var sum = 0.0;
  for (var line = first; line < min(first + params.chunk, lines); line++) {
    let run = line_run(line, id.x / params.outputs);
    for (var k = 0u; k < run.count; k++) {
      sum += d_y[(run.a + k) * params.outputs + output] * x[(run.b + k * run.b_step) * params.inputs + channel];
    }
  }
  let i = id.y * size + id.x;
  d_weight[i] = sum + select(0.0, d_weight[i], params.chunk >= lines);
}
