// An 8 × 4 block of C[m, n] = Σ_k A[m, k] · B[n, k] an invocation, straight from storage: no workgroup memory, no
// barrier, any width. The workgroup shares 8 rows; an invocation's columns are WORKGROUP apart, so neighbours read
// neighbouring columns.
//
// The importing file gives  load_a(m, k) -> f32,  load_b(n, k) -> f32  and  store(m, n, sum).

override WORKGROUP: u32 = 32u;

fn direct_product(group: vec2u, lane: u32, rows: u32, columns: u32, depth: u32) {
  let row = group.y * 8u;
  let column = group.x * 4u * WORKGROUP + lane;
  // Beyond the edge the last row and column are read again; nothing of that is stored.
  let m = min(row + vec4u(0u, 1u, 2u, 3u), vec4u(rows - 1u));
  let m4 = min(row + vec4u(4u, 5u, 6u, 7u), vec4u(rows - 1u));
  let n = min(column + vec4u(0u, 1u, 2u, 3u) * WORKGROUP, vec4u(columns - 1u));
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  var sum4 = vec4f();
  var sum5 = vec4f();
  var sum6 = vec4f();
  var sum7 = vec4f();
  for (var k = 0u; k < depth; k++) {
    let b = vec4f(load_b(n.x, k), load_b(n.y, k), load_b(n.z, k), load_b(n.w, k));
    sum0 += load_a(m.x, k) * b;
    sum1 += load_a(m.y, k) * b;
    sum2 += load_a(m.z, k) * b;
    sum3 += load_a(m.w, k) * b;
    sum4 += load_a(m4.x, k) * b;
    sum5 += load_a(m4.y, k) * b;
    sum6 += load_a(m4.z, k) * b;
    sum7 += load_a(m4.w, k) * b;
  }
  // The block moves up past one store instead of being indexed, which would put it into memory, or unrolled, which would
  // take a software adapter a second to compile.
  for (var r = row; r < min(row + 8u, rows); r++) {
    for (var c = column; c < min(column + 4u * WORKGROUP, columns); c += WORKGROUP) {
      store(r, c, sum0.x);
      sum0 = sum0.yzwx;
    }
    sum0 = sum1;
    sum1 = sum2;
    sum2 = sum3;
    sum3 = sum4;
    sum4 = sum5;
    sum5 = sum6;
    sum6 = sum7;
  }
}
