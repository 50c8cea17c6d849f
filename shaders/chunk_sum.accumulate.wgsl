// out += Σ_chunk partials[chunk]: the second stage of a sum over many rows
//
// partials  [chunks, stride]   the sums of `count` elements from `first` on are wanted
// out       [count]            accumulated; read by the gradient norm and the optimiser
//
// Dispatch: one invocation an element, (count / WORKGROUP) folded into two dimensions. Chunks are summed in order: two runs
// are bit-equal.

#import item

struct Params {
  chunks: u32,
  stride: u32,
  first: u32,
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.count) { return; }
  var sum = 0.0;
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    sum += partials[chunk * params.stride + params.first + i];
  }
  out[i] += sum;
}
