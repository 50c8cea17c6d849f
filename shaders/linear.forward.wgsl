// y = x · weightᵀ + bias, widths that are multiples of 4
//
// x       [rows, inputs]
// weight  [outputs, inputs]
// bias    [outputs]
// y       [rows, outputs]   read by the next node; its gradient is what linear.d_* start from
//
// Dispatch: one workgroup a TILE × TILE block of y, (outputs / TILE, rows / TILE).

#import product

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> y: array<vec4f>;

const A_ALONG_K = true;
const B_ALONG_K = true;

fn load_a(quad: u32, kq: u32) -> mat4x4f {
  let width = params.inputs / 4u;
  let at = min(4u * quad + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u)) * width + min(kq, width - 1u);
  return transpose(mat4x4f(x[at.x], x[at.y], x[at.z], x[at.w]));
}

fn load_b(quad: u32, kq: u32) -> mat4x4f {
  let width = params.inputs / 4u;
  let at = min(4u * quad + vec4u(0u, 1u, 2u, 3u), vec4u(params.outputs - 1u)) * width + min(kq, width - 1u);
  return transpose(mat4x4f(weight[at.x], weight[at.y], weight[at.z], weight[at.w]));
}

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let block = product(group.xy, lane, params.inputs);
  let at = group.xy * SIDE + owned(lane);
  let width = params.outputs / 4u;
  if (lane >= SIDE * SIDE || at.x >= width) { return; }
  for (var r = 0u; r < min(4u, max(params.rows, 4u * at.y) - 4u * at.y); r++) {
    y[(4u * at.y + r) * width + at.x] = block[r] + bias[at.x];
  }
}
