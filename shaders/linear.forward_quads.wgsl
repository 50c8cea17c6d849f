// y = x · weightᵀ + bias, widths that are multiples of 4
//
// x       [rows, inputs]
// weight  [outputs, inputs]
// bias    [outputs]
// y       [rows, outputs]   read by the next node; its gradient is what linear.d_* start from
//
// linear.forward_direct with vec4 loads: both matrices lie along the sum, so four of its terms come by one load, which
// costs a software adapter little more than one word. An invocation owns 4 rows and 8 columns, WORKGROUP apart.
//
// Dispatch: one workgroup 4 rows and 8 · WORKGROUP columns of y, (outputs / (8 · WORKGROUP), rows / 4).

override WORKGROUP: u32 = 8u;

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read> weight: array<vec4f>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  const NEXT = vec4u(0u, 1u, 2u, 3u);
  let depth = params.inputs / 4u;
  let row = group.y * 4u;
  let column = group.x * 8u * WORKGROUP + lane;
  // Where the rows of x and weight begin. Beyond the edge the last one is read again; nothing of that is stored.
  let m = min(row + NEXT, vec4u(params.rows - 1u)) * depth;
  let n0 = min(column + NEXT * WORKGROUP, vec4u(params.outputs - 1u)) * depth;
  let n4 = min(column + (4u + NEXT) * WORKGROUP, vec4u(params.outputs - 1u)) * depth;
  var near0 = vec4f();
  var far0 = vec4f();
  var near1 = vec4f();
  var far1 = vec4f();
  var near2 = vec4f();
  var far2 = vec4f();
  var near3 = vec4f();
  var far3 = vec4f();
  for (var k = 0u; k < depth; k++) {
    let b0 = weight[n0.x + k];
    let b1 = weight[n0.y + k];
    let b2 = weight[n0.z + k];
    let b3 = weight[n0.w + k];
    let b4 = weight[n4.x + k];
    let b5 = weight[n4.y + k];
    let b6 = weight[n4.z + k];
    let b7 = weight[n4.w + k];
    let a0 = x[m.x + k];
    near0 += vec4f(dot(a0, b0), dot(a0, b1), dot(a0, b2), dot(a0, b3));
    far0 += vec4f(dot(a0, b4), dot(a0, b5), dot(a0, b6), dot(a0, b7));
    let a1 = x[m.y + k];
    near1 += vec4f(dot(a1, b0), dot(a1, b1), dot(a1, b2), dot(a1, b3));
    far1 += vec4f(dot(a1, b4), dot(a1, b5), dot(a1, b6), dot(a1, b7));
    let a2 = x[m.z + k];
    near2 += vec4f(dot(a2, b0), dot(a2, b1), dot(a2, b2), dot(a2, b3));
    far2 += vec4f(dot(a2, b4), dot(a2, b5), dot(a2, b6), dot(a2, b7));
    let a3 = x[m.w + k];
    near3 += vec4f(dot(a3, b0), dot(a3, b1), dot(a3, b2), dot(a3, b3));
    far3 += vec4f(dot(a3, b4), dot(a3, b5), dot(a3, b6), dot(a3, b7));
  }
  // The block moves past one store, as in direct_product.
  for (var r = row; r < min(row + 4u, params.rows); r++) {
    for (var c = column; c < min(column + 8u * WORKGROUP, params.outputs); c += WORKGROUP) {
      y[r * params.outputs + c] = near0.x + bias[c];
      near0 = vec4f(near0.yzw, far0.x);
      far0 = far0.yzwx;
    }
    near0 = near1;
    far0 = far1;
    near1 = near2;
    far1 = far2;
    near2 = near3;
    far2 = far3;
  }
}
