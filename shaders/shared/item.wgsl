// One invocation an item, over workgroups that the host folded into two dimensions once one was not enough.

override WORKGROUP: u32 = 64u;

/// The index of an invocation's item; it may lie beyond the last one.
fn item(group: vec3u, groups: vec3u, lane: u32) -> u32 {
  return (group.y * groups.x + group.x) * WORKGROUP + lane;
}
