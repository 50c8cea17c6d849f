// A workgroup's lanes over the pixels of a group: ACROSS lanes side by side have neighbouring units of channels, and the
// WORKGROUP / ACROSS lanes of one unit share its pixels, every so many-th one each.
//
// The importing file gives LANES (channels of a Unit) and Params with outer, count and channels.

// Invocations of a workgroup, at most 256, and lanes across the units; both powers of two.
override WORKGROUP: u32 = 64u;
override ACROSS: u32 = 8u;

struct Pixels {
  // Where the group's pixel 0 of this lane's unit is; pixel p is units · p further.
  base: u32,
  units: u32,
  // Pixels of this lane: first, first + step …, below end; none for a lane beyond the last unit.
  first: u32,
  end: u32,
  step: u32,
  // Where the result goes.
  to: u32,
}

fn blocks_of_group() -> u32 {
  return (params.channels / LANES + ACROSS - 1u) / ACROSS;
}

/// Workgroups that have work: those behind them return before any barrier.
fn blocks_of_all() -> u32 {
  return params.outer * blocks_of_group();
}

fn pixels_of(block: u32, lane: u32) -> Pixels {
  let units = params.channels / LANES;
  let outer = block / blocks_of_group();
  let unit = block % blocks_of_group() * ACROSS + lane % ACROSS;
  let end = select(0u, params.count, unit < units);
  let base = outer * params.count * units + unit;
  return Pixels(base, units, lane / ACROSS, end, WORKGROUP / ACROSS, outer * units + unit);
}
