// Inverts  y = x · weightᵀ + bias  for x:   d_x = d_y · weight, widths that are multiples of 4
// Forward saved nothing for it.
//
// d_y     [rows, outputs]
// weight  [outputs, inputs]
// d_x     [rows, inputs]    overwritten; read by the backward of the node that made x
//
// Dispatch: one workgroup a TILE × TILE block of d_x, (inputs / TILE, rows / TILE).

#import product

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_x: array<vec4f>;

const A_ALONG_K = true;
const B_ALONG_K = false;

fn load_a(quad: u32, kq: u32) -> mat4x4f {
  let width = params.outputs / 4u;
  let at = min(4u * quad + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u)) * width + min(kq, width - 1u);
  return transpose(mat4x4f(d_y[at.x], d_y[at.y], d_y[at.z], d_y[at.w]));
}

fn load_b(quad: u32, kq: u32) -> mat4x4f {
  let width = params.inputs / 4u;
  let at = min(4u * kq + vec4u(0u, 1u, 2u, 3u), vec4u(params.outputs - 1u)) * width + min(quad, width - 1u);
  return mat4x4f(weight[at.x], weight[at.y], weight[at.z], weight[at.w]);
}

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let block = product(group.xy, lane, params.outputs);
  let at = group.xy * SIDE + owned(lane);
  let width = params.inputs / 4u;
  if (lane >= SIDE * SIDE || at.x >= width) { return; }
  for (var r = 0u; r < min(4u, max(params.rows, 4u * at.y) - 4u * at.y); r++) {
    d_x[(4u * at.y + r) * width + at.x] = block[r];
  }
}
