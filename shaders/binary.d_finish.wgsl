// Adds up what binary.d_sums left:   d_operand = Σ_chunk sums[chunk]   or, of a parameter,   d_operand += Σ_chunk sums[chunk]
//
// sums       [chunks, width]
// d_operand  [width]           read by the backward of the node that made the operand, or, of a parameter, by the gradient
//                              norm and the optimiser
//
// Dispatch: one invocation an element of d_operand, (width / WORKGROUP) folded into two dimensions. Chunks are added in
// order: two runs are bit-equal.

#import item

// 1 adds to what is there.
override ACCUMULATE: u32 = 0u;

struct Params {
  width: u32,
  chunks: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> sums: array<f32>;
@group(0) @binding(2) var<storage, read_write> d_operand: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.width) { return; }
  var sum = 0.0;
  for (var chunk = 0u; chunk < params.chunks; chunk++) { sum += sums[chunk * params.width + i]; }
  if (ACCUMULATE == 1u) { sum += d_operand[i]; }
  d_operand[i] = sum;
}
