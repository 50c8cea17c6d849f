// Inverts  y[p, o] = bias[o] + Σ_tap x[p under tap, c] · weight[tap, o]  for weight:
//   d_weight[tap, o] += Σ_p d_y[p, o] · x[p under tap, c], c = o, channels a multiple of 4, stride and dilation across 1
// Forward kept x for it.
//
// d_y       [rows, out_height, out_width, outputs]
// x         [rows, height, width, inputs]
// d_weight  [kernel_height, kernel_width, outputs]   accumulated; read by the gradient norm and the optimiser
//           [chunks, the same]   overwritten, if there is more than one chunk of lines; added up by chunk_sum.accumulate
//
// A pixel of x that is read serves four taps of a row of the window.
//
// Dispatch: one invocation a quad of channels, four taps of a row, and a chunk of lines, (rows of the window ·
// ⌈kernel_width / 4⌉ · quads / WORKGROUP, chunks). A sum runs in order inside one invocation, so two runs are bit-equal.

#import window

override WORKGROUP: u32 = 64u;

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> x: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_weight: array<vec4f>;

fn value_at(line: u32, column: u32, quad: u32) -> vec4f {
  let inside = column < params.width;
  return select(vec4f(), x[(line + select(0u, column, inside)) * (params.inputs / 4u) + quad], inside);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quads = params.outputs / 4u;
  let blocks = (params.kernel_width + 3u) / 4u;
  let quad = id.x % quads;
  let ky = id.x / quads / blocks;
  if (ky >= params.kernel_height) { return; }
  let kx = id.x / quads % blocks * 4u;
  let lines = params.rows * params.out_height;
  let first = id.y * params.chunk;
  var sum = mat4x4f();
  for (var line = first; line < min(first + params.chunk, lines); line++) {
    let y = line % params.out_height * params.stride_y + ky * params.dilation_y - params.top;
    if (y >= params.height) { continue; }
    let from_line = (line / params.out_height * params.height + y) * params.width;
    // Under the first of the four taps; left of the picture it wraps around.
    let column = kx - params.left;
    var a = value_at(from_line, column, quad);
    var b = value_at(from_line, column + 1u, quad);
    var c = value_at(from_line, column + 2u, quad);
    for (var k = 0u; k < params.out_width; k++) {
      let d = value_at(from_line, column + 3u + k, quad);
      let gradient = d_y[(line * params.out_width + k) * quads + quad];
      sum += mat4x4f(gradient * a, gradient * b, gradient * c, gradient * d);
      a = b;
      b = c;
      c = d;
    }
  }
  let size = params.kernel_height * params.kernel_width * quads;
  for (var tap = kx; tap < min(kx + 4u, params.kernel_width); tap++) {
    let i = id.y * size + (ky * params.kernel_width + tap) * quads + quad;
    d_weight[i] = sum[0] + select(vec4f(), d_weight[i], params.chunk >= lines);
    sum = mat4x4f(sum[1], sum[2], sum[3], sum[0]);
  }
}
