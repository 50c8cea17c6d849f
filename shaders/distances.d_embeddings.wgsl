// Inverts  distances[i, j] = f(Σ_k (embeddings[i, k] − embeddings[j, k])²)  for the batch's embeddings:
//   d_embeddings[i, k] = Σ_j g_ij · (embeddings[i, k] − embeddings[j, k])   with g_ij = slope_ij · (d_distances[i, j] + d_distances[j, i])
//   slope = scale for f linear (squared L2: scale 2, cosine of directions: 1);   1 / distances[i, j] for f a root, and 0 at distance 0
// A row j outside the batch has no row of d_distances, and no gradient. Forward kept embeddings, and for a root distances. By
// differences, so that duplicates of a row add exactly nothing.
//
// embeddings    [columns, width]   the first `rows` of them are the batch
// distances     [rows, columns]
// d_distances   [rows, columns]    of any kind: neither symmetric nor zero on the diagonal
// d_embeddings  [rows, width]      overwritten; read by the backward of the L2 norm
//
// Dispatch: one workgroup a block of 4 · SIDE rows by 4 · SIDE columns of d_embeddings, (width / block, rows / block).
// An invocation owns 4 × 4 elements and sums over j in order, so two runs are bit-equal.

// Invocations along one side of a workgroup.
override SIDE: u32 = 8u;
// Rows j in a tile.
const DEPTH = 16u;

struct Params {
  rows: u32,
  columns: u32,
  width: u32,
  // 0 no, 1 yes
  root: u32,
  scale: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> embeddings: array<f32>;
@group(0) @binding(2) var<storage, read> distances: array<f32>;
@group(0) @binding(3) var<storage, read> d_distances: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_embeddings: array<f32>;

// Sized for the widest SIDE of 16: 4 KiB each. `factors` holds g of four rows i at one j, `others` four columns of row j.
var<workgroup> factors: array<array<vec4f, 16>, DEPTH>;
var<workgroup> others: array<array<vec4f, 16>, DEPTH>;

fn factor(i: u32, j: u32) -> f32 {
  if (i >= params.rows || j >= params.columns) { return 0.0; }
  var sum = d_distances[i * params.columns + j];
  if (j < params.rows) { sum += d_distances[j * params.columns + i]; }
  if (params.root == 0u) { return params.scale * sum; }
  let distance = distances[i * params.columns + j];
  return select(0.0, sum / distance, distance > 0.0);
}

fn element(row: u32, column: u32) -> f32 {
  if (row >= params.columns || column >= params.width) { return 0.0; }
  return embeddings[row * params.width + column];
}

fn quad(row: u32, column: u32) -> vec4f {
  return vec4f(element(row, column), element(row, column + 1u), element(row, column + 2u), element(row, column + 3u));
}

@compute @workgroup_size(SIDE, SIDE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let origin = group.xy * SIDE * 4u;
  let first = origin + local.xy * 4u;
  let lane = local.y * SIDE + local.x;
  let own = mat4x4f(quad(first.y, first.x), quad(first.y + 1u, first.x), quad(first.y + 2u, first.x), quad(first.y + 3u, first.x));
  var sums = mat4x4f();
  for (var start = 0u; start < params.columns; start += DEPTH) {
    for (var slot = lane; slot < SIDE * DEPTH; slot += SIDE * SIDE) {
      let j = start + slot % DEPTH;
      let i = origin.y + slot / DEPTH * 4u;
      factors[slot % DEPTH][slot / DEPTH] = vec4f(factor(i, j), factor(i + 1u, j), factor(i + 2u, j), factor(i + 3u, j));
      others[slot / SIDE][slot % SIDE] = quad(start + slot / SIDE, origin.x + slot % SIDE * 4u);
    }
    workgroupBarrier();
    for (var k = 0u; k < DEPTH; k++) {
      let g = factors[k][local.y];
      let other = others[k][local.x];
      sums[0] += g.x * (own[0] - other);
      sums[1] += g.y * (own[1] - other);
      sums[2] += g.z * (own[2] - other);
      sums[3] += g.w * (own[3] - other);
    }
    workgroupBarrier();
  }
  for (var r = 0u; r < 4u; r++) {
    for (var c = 0u; c < 4u; c++) {
      let row = first.y + r;
      let column = first.x + c;
      if (row < params.rows && column < params.width) {
        d_embeddings[row * params.width + column] = sums[r][c];
      }
    }
  }
}
