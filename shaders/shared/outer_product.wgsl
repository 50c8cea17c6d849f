// An 8 × 8 block of C[m, n] = Σ_k A[k, m] · B[k, n] an invocation, by vec4, for widths that are multiples of 4. Both matrices
// lie across k, whose terms come in runs: B may leave some out between two runs. A plain product has one run.
// The workgroup shares 8 rows (two quads of A); an invocation owns two quads of columns, WORKGROUP quads apart.
//
// The importing file gives
//   run_of(run: u32, slice: u32) -> Run            `slice` tells one product of a dispatch from the others
//   load_a(k: u32, quad: u32) -> vec4f,  load_b(k: u32, quad: u32) -> vec4f
//   store(m: u32, quad: u32, slice: u32, sum: vec4f)

#import run

override WORKGROUP: u32 = 8u;

/// `a_quads`, `b_quads`: the first and the one behind the last. Runs from runs.x to below runs.y.
fn outer_product(block: vec2u, slice: u32, lane: u32, a_quads: vec2u, b_quads: vec2u, runs: vec2u) {
  let row = a_quads.x + block.y * 2u;
  let column = b_quads.x + block.x * 2u * WORKGROUP + lane;
  // Beyond the edge the last quad is read again; nothing of that is stored.
  let m = min(row + vec2u(0u, 1u), vec2u(a_quads.y - 1u));
  let n = min(column + vec2u(0u, WORKGROUP), vec2u(b_quads.y - 1u));
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
  for (var each = runs.x; each < runs.y; each++) {
    let run = run_of(each, slice);
    for (var k = 0u; k < run.count; k++) {
      let a0 = load_a(run.a + k, m.x);
      let a4 = load_a(run.a + k, m.y);
      let near = load_b(run.b + k * run.b_step, n.x);
      let far = load_b(run.b + k * run.b_step, n.y);
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
  }
  // The block moves past one store, as in direct_product.
  for (var r = 4u * row; r < min(4u * row + 8u, 4u * a_quads.y); r++) {
    for (var c = column; c < min(column + 2u * WORKGROUP, b_quads.y); c += WORKGROUP) {
      store(r, c, slice, near0);
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
