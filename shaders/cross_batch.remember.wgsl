// Keeps a batch for later steps (X. Wang et al., "Cross-batch memory for embedding learning", 2020):
//   embeddings[rows + (first + i) mod capacity] = embeddings[i],   and labels alike,   for i < kept
// The places behind the batch are a ring, in which the oldest give way. A skipped step leaves it alone: what it would bring may not
// be finite.
//
// control     [3]                       norm, scale, skipped of grad_norm.finish
// embeddings  [rows + capacity, width]  the batch, then the ring; kept ≤ min(rows, capacity)
// labels      [rows + capacity]         both are read by the next step's distances, miner and loss
//
// Dispatch: one workgroup a row, (kept); lanes stride over the width.

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  width: u32,
  capacity: u32,
  kept: u32,
  first: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> control: array<f32>;
@group(0) @binding(2) var<storage, read_write> embeddings: array<f32>;
@group(0) @binding(3) var<storage, read_write> labels: array<u32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x;
  if (row >= params.kept || control[2] != 0.0) { return; }
  let place = params.rows + (params.first + row) % params.capacity;
  for (var k = lane; k < params.width; k += WORKGROUP) {
    embeddings[place * params.width + k] = embeddings[row * params.width + k];
  }
  if (lane == 0u) { labels[place] = labels[row]; }
}
