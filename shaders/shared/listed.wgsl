// Lists some of the others (columns or rows) of a row, in an order that depends on nothing but WORKGROUP. The importing file gives
//   wanted(row: u32, other: u32, turned: bool) -> bool      whether another is to be listed
//   meet(row: u32, other: u32, turned: bool) -> bool        the same, called once for each by the lane other % WORKGROUP, which may
//                                                           do on this occasion what has to be done for each of them

override WORKGROUP: u32 = 32u;

// Most that a part holds: 4 KiB of workgroup memory.
const PART = 1024u;

// Sized for the widest WORKGROUP of 256.
var<workgroup> counts: array<u32, 256>;
var<workgroup> listed: u32;
var<workgroup> list: array<u32, PART>;

/// Fills `list` from the others start … end − 1, at most PART of them, and returns how many it took, to every lane. Called in uniform
/// control flow. Its barriers also part those who read the list from the next call.
fn list_wanted(row: u32, start: u32, end: u32, turned: bool, lane: u32) -> u32 {
  var count = 0u;
  for (var other = start + lane; other < end; other += WORKGROUP) { count += select(0u, 1u, meet(row, other, turned)); }
  counts[lane] = count;
  workgroupBarrier();
  var slot = 0u;
  for (var before = 0u; before < lane; before++) { slot += counts[before]; }
  if (lane == WORKGROUP - 1u) { listed = slot + count; }
  for (var other = start + lane; other < end; other += WORKGROUP) {
    if (wanted(row, other, turned)) {
      list[slot] = other;
      slot++;
    }
  }
  return workgroupUniformLoad(&listed);
}
