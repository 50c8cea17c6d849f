// Every triplet:  negatives[i, j] = ALL if j ≠ i and labels[j] = labels[i], else NONE
// ALL stands for every column of another label, so that all triplets take no more memory than one a pair.
//
// labels     [columns]
// negatives  [rows, columns]   overwritten; read by the losses
//
// Dispatch: one invocation a pair, (rows · columns / WORKGROUP) folded into two dimensions.

#import all
#import item
#import none

struct Params {
  rows: u32,
  columns: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> labels: array<u32>;
@group(0) @binding(2) var<storage, read_write> negatives: array<u32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let pair = item(group, groups, lane);
  if (pair >= params.rows * params.columns) { return; }
  let anchor = pair / params.columns;
  let j = pair % params.columns;
  negatives[pair] = select(NONE, ALL, j != anchor && labels[j] == labels[anchor]);
}
