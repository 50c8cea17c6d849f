// Inverts  y[p, o] = bias[o] + Σ_tap Σ_i x[p under tap, i] · weight[o, tap, i]  for weight:
//   d_weight[o, tap, i] += Σ_p d_y[p, o] · x[p under tap, i], any number of channels
// Forward kept x for it.
//
// d_y       [rows, out_height, out_width, outputs]
// x         [rows, height, width, inputs]
// d_weight  [outputs, kernel_height, kernel_width, inputs / groups]   accumulated; read by the gradient norm and the optimiser
//           [chunks, the same]   overwritten, if there is more than one chunk of lines; added up by chunk_sum.accumulate
//
// Dispatch: one invocation an output and four inputs under one tap, and a chunk of lines, (outputs / WORKGROUP,
// taps · inputs / groups / 4, chunks). A sum runs in order inside one invocation, so two runs are bit-equal.

#import line_run

override WORKGROUP: u32 = 32u;

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_weight: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let output = id.x;
  if (output >= params.outputs) { return; }
  let depth = params.inputs / params.groups;
  let quads = (depth + 3u) / 4u;
  let tap = id.y / quads;
  let input = id.y % quads * 4u;
  // Beyond the last input it is read again; nothing of that is stored.
  let channels = output / (params.outputs / params.groups) * depth + min(input + vec4u(0u, 1u, 2u, 3u), vec4u(depth - 1u));
  let lines = params.rows * params.out_height;
  let first = id.z * params.chunk;
  var sum = vec4f();
  for (var line = first; line < min(first + params.chunk, lines); line++) {
    let run = line_run(line, tap);
    for (var k = 0u; k < run.count; k++) {
      let at = (run.b + k * run.b_step) * params.inputs + channels;
      sum += d_y[(run.a + k) * params.outputs + output] * vec4f(x[at.x], x[at.y], x[at.z], x[at.w]);
    }
  }
  let place = ((id.z * params.outputs + output) * params.kernel_height * params.kernel_width + tap) * depth;
  for (var i = input; i < min(input + 4u, depth); i++) {
    d_weight[place + i] = sum.x + select(0.0, d_weight[place + i], params.chunk >= lines);
    sum = sum.yzwx;
  }
}
