// variance = Σ (x − mean)² / count over the pixels of a group, first stage: mean and squares of each share
//
// x         [outer, count, channels]
// partials  [outer, parts, 2, channels]   mean of the share, Σ (x − that mean)²; read by channel_norm.finish
//
// Dispatch: one invocation a unit of a share, (outer · parts · channels / WORKGROUP) folded into two dimensions;
// parts ≤ count. The order of every sum is fixed: two runs are bit-equal.

#import item
#import channel_moments

alias Unit = f32;
const LANES = 1u;

struct Params {
  outer: u32,
  count: u32,
  channels: u32,
  parts: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Unit>;
@group(0) @binding(2) var<storage, read_write> partials: array<Unit>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  moments_of_share(item(group, groups, lane));
}
