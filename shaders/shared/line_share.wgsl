// Lines of a tensor [outer, width, inner] run along the middle axis. A workgroup works on ACROSS neighbouring lines, and
// WORKGROUP / ACROSS lanes share each: neighbouring lanes read neighbouring words where the lines lie side by side.

// Invocations of a workgroup and its lines: powers of two, ACROSS ≤ WORKGROUP ≤ 256.
override WORKGROUP: u32 = 64u;
override ACROSS: u32 = 1u;

// Sized for the widest WORKGROUP: 1 KiB.
var<workgroup> lane_values: array<f32, 256>;

/// The line that an invocation works on, over workgroups folded into two dimensions; it may lie beyond the last one.
fn line_of(group: vec3u, groups: vec3u, lane: u32) -> u32 {
  return (group.y * groups.x + group.x) * ACROSS + lane % ACROSS;
}

/// The sum of the values of all lanes that share a line, given to each of them. Must be called by every lane; the order is
/// that of a binary tree, so two runs are bit-equal. Without sharing there is no barrier.
fn share_sum(value: f32, lane: u32) -> f32 {
  if (ACROSS == WORKGROUP) { return value; }
  workgroupBarrier();
  lane_values[lane] = value;
  workgroupBarrier();
  for (var width = WORKGROUP / 2u; width >= ACROSS; width /= 2u) {
    if (lane < width) { lane_values[lane] += lane_values[lane + width]; }
    workgroupBarrier();
  }
  return lane_values[lane % ACROSS];
}

/// The same for the largest value.
fn share_max(value: f32, lane: u32) -> f32 {
  if (ACROSS == WORKGROUP) { return value; }
  workgroupBarrier();
  lane_values[lane] = value;
  workgroupBarrier();
  for (var width = WORKGROUP / 2u; width >= ACROSS; width /= 2u) {
    if (lane < width) { lane_values[lane] = max(lane_values[lane], lane_values[lane + width]); }
    workgroupBarrier();
  }
  return lane_values[lane % ACROSS];
}
