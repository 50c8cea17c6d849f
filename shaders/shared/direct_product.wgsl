// An 8 × 8 block of C[m, n] = Σ_k A[m, k] · B[n, k] an invocation, straight from storage: no workgroup memory, no
// barrier, any width. The workgroup shares 8 rows; an invocation's columns are WORKGROUP apart, so neighbours read
// neighbouring columns.
//
// The importing file gives  load_a(m, k) -> f32,  load_b(n, k) -> f32  and  store(m, n, sum).

override WORKGROUP: u32 = 32u;

fn direct_product(group: vec2u, lane: u32, rows: u32, columns: u32, depth: u32) {
  const NEXT = vec4u(0u, 1u, 2u, 3u);
  let row = group.y * 8u;
  let column = group.x * 8u * WORKGROUP + lane;
  // Beyond the edge the last row and column are read again; nothing of that is stored.
  let m0 = min(row + NEXT, vec4u(rows - 1u));
  let m4 = min(row + 4u + NEXT, vec4u(rows - 1u));
  let n0 = min(column + NEXT * WORKGROUP, vec4u(columns - 1u));
  let n4 = min(column + (4u + NEXT) * WORKGROUP, vec4u(columns - 1u));
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
  for (var k = 0u; k < depth; k++) {
    let near = vec4f(load_b(n0.x, k), load_b(n0.y, k), load_b(n0.z, k), load_b(n0.w, k));
    let far = vec4f(load_b(n4.x, k), load_b(n4.y, k), load_b(n4.z, k), load_b(n4.w, k));
    let a0 = load_a(m0.x, k);
    near0 += a0 * near;
    far0 += a0 * far;
    let a1 = load_a(m0.y, k);
    near1 += a1 * near;
    far1 += a1 * far;
    let a2 = load_a(m0.z, k);
    near2 += a2 * near;
    far2 += a2 * far;
    let a3 = load_a(m0.w, k);
    near3 += a3 * near;
    far3 += a3 * far;
    let a4 = load_a(m4.x, k);
    near4 += a4 * near;
    far4 += a4 * far;
    let a5 = load_a(m4.y, k);
    near5 += a5 * near;
    far5 += a5 * far;
    let a6 = load_a(m4.z, k);
    near6 += a6 * near;
    far6 += a6 * far;
    let a7 = load_a(m4.w, k);
    near7 += a7 * near;
    far7 += a7 * far;
  }
  // The block moves past one store instead of being indexed, which would put it into memory, or unrolled: either takes a
  // software adapter a second to compile.
  for (var r = row; r < min(row + 8u, rows); r++) {
    for (var c = column; c < min(column + 8u * WORKGROUP, columns); c += WORKGROUP) {
      store(r, c, near0.x);
      near0 = vec4f(near0.yzw, far0.x);
      far0 = far0.yzwx;
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
