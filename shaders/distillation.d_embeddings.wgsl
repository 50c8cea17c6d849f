// Distillation keeps embeddings where another encoder had them (G. Hinton, O. Vinyals and J. Dean, 2015; on embeddings:
// mean squared distance). With target t(r) = targets[indices[r]]:
//   loss = weight / rows · Σ_r ‖embeddings[first + r] − t(r)‖²
//   d_embeddings[first + r] += scale · (embeddings[first + r] − t(r)),  scale = 2 · weight / rows
//
// embeddings    [first + rows, width]   of the whole batch; nothing else of forward is needed
// targets       [count, width]          unit vectors; a row whose index lies beyond them keeps its gradient
// indices       [rows]
// d_embeddings  [first + rows, width]   added to, after the triplets' gradient; read by the encoder's backward
//
// Dispatch: one invocation a number of the `rows` rows, (rows · width / WORKGROUP) folded into two dimensions.

#import item

struct Params {
  first: u32,
  rows: u32,
  width: u32,
  count: u32,
  scale: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> embeddings: array<f32>;
@group(0) @binding(2) var<storage, read> targets: array<f32>;
@group(0) @binding(3) var<storage, read> indices: array<u32>;
@group(0) @binding(4) var<storage, read_write> d_embeddings: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.rows * params.width) { return; }
  let row = i / params.width;
  let index = indices[row];
  if (index >= params.count) { return; }
  let place = params.first * params.width + i;
  let goal = targets[index * params.width + (i - row * params.width)];
  d_embeddings[place] += params.scale * (embeddings[place] - goal);
}
