// y = max over the pixels, channels last; ties go to the lowest pixel. Its backward is max_pool.d_input
//
// x       [outer, count, channels]
// y       [outer, channels]          read by the next node
// places  [outer, channels]          number of the largest pixel; read by max_pool.d_input
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
@group(0) @binding(3) var<storage, read_write> places: array<Unit>;

struct Largest {
  value: Unit,
  // Number of the pixel, negative before the first.
  place: Unit,
}

// Sized for the widest WORKGROUP of 256: 2 KiB.
var<workgroup> lane_largest: array<Largest, 256>;

fn larger(a: Largest, b: Largest) -> Largest {
  let ahead = (b.value > a.value) | ((b.value == a.value) & (b.place < a.place));
  let better = (b.place >= Unit()) & (ahead | (a.place < Unit()));
  return Largest(select(a.value, b.value, better), select(a.place, b.place, better));
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let block = group.y * groups.x + group.x;
  if (block >= blocks_of_all()) { return; }
  let own = pixels_of(block, lane);
  var largest = Largest(Unit(), Unit(-1.0));
  for (var pixel = own.first; pixel < own.end; pixel += own.step) {
    largest = larger(largest, Largest(x[own.base + pixel * own.units], Unit(f32(pixel))));
  }
  if (WORKGROUP > ACROSS) {
    lane_largest[lane] = largest;
    workgroupBarrier();
  }
  if (lane >= ACROSS || own.end == 0u) { return; }
  for (var other = lane + ACROSS; other < WORKGROUP; other += ACROSS) {
    largest = larger(largest, lane_largest[other]);
  }
  y[own.to] = largest.value;
  places[own.to] = largest.place;
}
