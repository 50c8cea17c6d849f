// Inverts  y = x · weightᵀ + bias  for weight:   d_weight += d_yᵀ · x, widths that are multiples of 4
// Forward kept x for it.
//
// d_y       [rows, outputs]
// x         [rows, inputs]
// d_weight  [outputs, inputs]   accumulated; read by the gradient norm and the optimiser
//
// linear.d_weight_direct with vec4 loads: here, where both matrices lie across k, four words cost a software adapter
// little more than one. An invocation owns 8 rows and two quads of columns, WORKGROUP quads apart.
//
// Dispatch: one workgroup 8 rows and 8 · WORKGROUP columns of d_weight, (inputs / (8 · WORKGROUP), outputs / 8). The sum
// over rows runs in order inside one invocation, so two runs are bit-equal.

override WORKGROUP: u32 = 8u;

struct Params {
  rows: u32,
  inputs: u32,
  outputs: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> x: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_weight: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let height = params.outputs / 4u;
  let width = params.inputs / 4u;
  let row = group.y * 8u;
  let column = group.x * 2u * WORKGROUP + lane;
  // Beyond the edge the last quad is read again; nothing of that is stored.
  let m = min(row / 4u + vec2u(0u, 1u), vec2u(height - 1u));
  let n = min(column + vec2u(0u, WORKGROUP), vec2u(width - 1u));
  var near0 = vec4f();
  var far0 = vec4f();
  var near1 = vec4f();
  var far1 = vec4f();
  var near2 = vec4f();
  var far2 = vec4f();
  var near3 = vec4f();
  var far3 = vec4f();
  var near4 = vec4f();
  var far4 = vec4f();
  var near5 = vec4f();
  var far5 = vec4f();
  var near6 = vec4f();
  var far6 = vec4f();
  var near7 = vec4f();
  var far7 = vec4f();
  for (var k = 0u; k < params.rows; k++) {
    let a0 = d_y[k * height + m.x];
    let a4 = d_y[k * height + m.y];
    let near = x[k * width + n.x];
    let far = x[k * width + n.y];
    near0 += a0.x * near;
    far0 += a0.x * far;
    near1 += a0.y * near;
    far1 += a0.y * far;
    near2 += a0.z * near;
    far2 += a0.z * far;
    near3 += a0.w * near;
    far3 += a0.w * far;
    near4 += a4.x * near;
    far4 += a4.x * far;
    near5 += a4.y * near;
    far5 += a4.y * far;
    near6 += a4.z * near;
    far6 += a4.z * far;
    near7 += a4.w * near;
    far7 += a4.w * far;
  }
  // The block moves past one store, as in direct_product.
  for (var r = row; r < min(row + 8u, params.outputs); r++) {
    for (var c = column; c < min(column + 2u * WORKGROUP, width); c += WORKGROUP) {
      d_weight[r * width + c] += near0;
      near0 = far0;
    }
    near0 = near1;
    far0 = far1;
    near1 = near2;
    far1 = far2;
    near2 = near3;
    far2 = far3;
    near3 = near4;
    far3 = far4;
    near4 = near5;
    far4 = far5;
    near5 = near6;
    far5 = far6;
    near6 = near7;
    far6 = far7;
  }
}
