// A TILE × TILE block of C[m, n] = Σ_k A[m, k] · B[n, k], TILE = 4 · SIDE, by a workgroup of 64 invocations.
// Per step of 256 / SIDE in k, each invocation brings one 4 × 4 block of A and one of B into workgroup memory, then adds
// to the 4 × 4 elements of C that it owns. A small tile (SIDE 4) gives a small matrix enough workgroups to fill a GPU; its
// 64 / SIDE² slabs of invocations share the depth of each step and their sums are added in order at the end.
//
// The importing file says how A and B lie in memory and loads from them. A block's column j is k = 4 · kq + j, its
// components are m (or n) = 4 · quad + 0…3. Beyond the last k it may hold anything; beyond the matrix too. What it wants to
// know of a quad is worked out once. `slice` tells one product of a dispatch from the others.
//   const A_ALONG_K: bool    const B_ALONG_K: bool     true if consecutive words are consecutive k
//   a_rows(quad: u32, slice: u32) -> Rows              b_columns(quad: u32, slice: u32) -> Columns
//   load_a(rows: Rows, kq: u32) -> mat4x4f             load_b(columns: Columns, kq: u32) -> mat4x4f

const INVOCATIONS = 64u;
// Quads of the tile along one side: 4 or 8.
override SIDE: u32 = 8u;

var<workgroup> a_tile: array<vec4f, 256>;
var<workgroup> b_tile: array<vec4f, 256>;

// Where a tile keeps (k, quad). Turned by one quad every four k, so that blocks which lie along k are stored without
// bank conflicts.
fn slot(k: u32, quad: u32) -> u32 {
  return k * SIDE + (quad + k / 4u) % SIDE;
}

// (quad, kq) of the block that an invocation brings; neighbours read neighbouring memory.
fn share(lane: u32, along_k: bool) -> vec2u {
  let depth_quads = INVOCATIONS / SIDE;
  if (along_k) { return vec2u(lane / depth_quads, lane % depth_quads); }
  return vec2u(lane % SIDE, lane / SIDE);
}

// (column quad, row quad) inside the tile that an invocation owns. Slab 0 stores it.
fn owned(lane: u32) -> vec2u {
  let cell = lane % (SIDE * SIDE);
  return vec2u(cell % SIDE, cell / SIDE);
}

// Rows of the 4 × 4 block at `owned`, complete in slab 0 (lane < SIDE · SIDE). Sums from k = span.x, a multiple of 4, to
// below span.y.
fn product(block: vec2u, slice: u32, lane: u32, span: vec2u) -> mat4x4f {
  let at = owned(lane);
  let a_share = share(lane, A_ALONG_K);
  let b_share = share(lane, B_ALONG_K);
  let rows = a_rows(block.y * SIDE + a_share.x, slice);
  let columns = b_columns(block.x * SIDE + b_share.x, slice);
  let step = 4u * INVOCATIONS / SIDE;
  let slab = 4u * SIDE;
  let first = lane / (SIDE * SIDE) * slab;
  var sum = mat4x4f();
  for (var start = span.x; start < span.y; start += step) {
    let a = load_a(rows, start / 4u + a_share.y);
    let b = load_b(columns, start / 4u + b_share.y);
    for (var j = 0u; j < 4u; j++) {
      a_tile[slot(4u * a_share.y + j, a_share.x)] = a[j];
      b_tile[slot(4u * b_share.y + j, b_share.x)] = b[j];
    }
    workgroupBarrier();
    let end = min(first + slab, span.y - start);
    for (var k = first; k < end; k++) {
      let a_column = a_tile[slot(k, at.y)];
      let b_row = b_tile[slot(k, at.x)];
      sum[0] += a_column.x * b_row;
      sum[1] += a_column.y * b_row;
      sum[2] += a_column.z * b_row;
      sum[3] += a_column.w * b_row;
    }
    workgroupBarrier();
  }
  if (INVOCATIONS > SIDE * SIDE) {
    for (var r = 0u; r < 4u; r++) { a_tile[4u * lane + r] = sum[r]; }
    workgroupBarrier();
    for (var other = lane + SIDE * SIDE; other < INVOCATIONS; other += SIDE * SIDE) {
      for (var r = 0u; r < 4u; r++) { sum[r] += a_tile[4u * other + r]; }
    }
  }
  return sum;
}
