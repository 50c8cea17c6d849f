// The sum over a workgroup's invocations, in the fixed order of a binary tree: two runs are bit-equal.

// Invocations of a workgroup: a power of two, at most 256.
override WORKGROUP: u32 = 64u;

// Workgroup memory is sized for the widest WORKGROUP: 256 · 8 bytes = 2 KiB.
var<workgroup> lane_sums: array<vec2f, 256>;

/// The sum of every lane's `value`, given to every lane. Must be called by all of them.
fn workgroup_sum(value: vec2f, lane: u32) -> vec2f {
  workgroupBarrier();
  lane_sums[lane] = value;
  workgroupBarrier();
  for (var width = WORKGROUP / 2u; width > 0u; width /= 2u) {
    if (lane < width) { lane_sums[lane] += lane_sums[lane + width]; }
    workgroupBarrier();
  }
  return lane_sums[0];
}
