// y = Σ pixels / count, channels last. Its backward is that of one window over all pixels: average_pool.d_input
//
// x  [outer, count, channels]
// y  [outer, channels]          read by the next node
//
// Dispatch: one workgroup ACROSS units of channels of a group, (outer · units / ACROSS) folded into two dimensions. Lanes that
// share a unit's pixels put their results together in order: two runs are bit-equal. With ACROSS = WORKGROUP nobody shares,
// and the barrier is compiled away.

#import pixel_lanes

alias Unit = f32;
const LANES = 1u;

struct Params {
  outer: u32,
  count: u32,
  channels: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Unit>;
@group(0) @binding(2) var<storage, read_write> y: array<Unit>;

// Sized for the widest WORKGROUP of 256: 1 KiB.
var<workgroup> lane_sums: array<Unit, 256>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let block = group.y * groups.x + group.x;
  if (block >= blocks_of_all()) { return; }
  let own = pixels_of(block, lane);
  var sum = Unit();
  for (var pixel = own.first; pixel < own.end; pixel += own.step) { sum += x[own.base + pixel * own.units]; }
  if (WORKGROUP > ACROSS) {
    lane_sums[lane] = sum;
    workgroupBarrier();
  }
  if (lane >= ACROSS || own.end == 0u) { return; }
  for (var other = lane + ACROSS; other < WORKGROUP; other += ACROSS) { sum += lane_sums[other]; }
  y[own.to] = sum / f32(params.count);
}
