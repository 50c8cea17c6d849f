// Inverts  y[p, o] = bias[o] + Σ_tap Σ_i x[p under tap, i] · weight[o, tap, i]  for weight:
//   d_weight[o, tap, i] += Σ_p d_y[p, o] · x[p under tap, i], any number of channels
// Forward kept x for it.
//
// d_y       [rows, out_height, out_width, outputs]
// x         [rows, height, width, inputs]
// d_weight  [outputs, kernel_height, kernel_width, inputs / groups]   accumulated; read by the gradient norm and the optimiser
//           [chunks, the same]   overwritten, if there is more than one chunk of lines; added up by chunk_sum.accumulate
//
// Dispatch: one invocation four outputs of a group, WORKGROUP apart, and four inputs under one tap, and a chunk of lines,
// (outputs / groups / (4 · WORKGROUP) · groups, taps · inputs / groups / 4, chunks). A sum runs in order inside one invocation,
// so two runs are bit-equal.

#import line_run

override WORKGROUP: u32 = 32u;

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> d_weight: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  const NEXT = vec4u(0u, 1u, 2u, 3u);
  let width = params.outputs / params.groups;
  let depth = params.inputs / params.groups;
  let tiles = groups.x / params.groups;
  let slice = group.x / tiles;
  let column = group.x % tiles * 4u * WORKGROUP + lane;
  let quads = (depth + 3u) / 4u;
  let tap = group.y / quads;
  let input = group.y % quads * 4u;
  // Beyond the last channel it is read again; nothing of that is stored.
  let outputs = slice * width + min(column + NEXT * WORKGROUP, vec4u(width - 1u));
  let inputs = slice * depth + min(input + NEXT, vec4u(depth - 1u));
  let lines = params.rows * params.out_height;
  let first = group.z * params.chunk;
  var sums = mat4x4f();
  for (var line = first; line < min(first + params.chunk, lines); line++) {
    let run = line_run(line, tap);
    for (var k = 0u; k < run.count; k++) {
      let from_y = (run.a + k) * params.outputs + outputs;
      let from_x = (run.b + k * run.b_step) * params.inputs + inputs;
      let gradient = vec4f(d_y[from_y.x], d_y[from_y.y], d_y[from_y.z], d_y[from_y.w]);
      let value = vec4f(x[from_x.x], x[from_x.y], x[from_x.z], x[from_x.w]);
      sums += mat4x4f(gradient.x * value, gradient.y * value, gradient.z * value, gradient.w * value);
    }
  }
  for (var n = column; n < min(column + 4u * WORKGROUP, width); n += WORKGROUP) {
    let output = (group.z * params.outputs + slice * width + n) * params.kernel_height * params.kernel_width;
    for (var i = input; i < min(input + 4u, depth); i++) {
      let at = (output + tap) * depth + i;
      d_weight[at] = sums[0].x + select(0.0, d_weight[at], params.chunk >= lines);
      sums[0] = sums[0].yzwx;
    }
    sums = mat4x4f(sums[1], sums[2], sums[3], sums[0]);
  }
}
