// The k nearest that an invocation has seen, nearest first; ties go to the lowest index.

#import nearer

const MAX_K = 16u;

var<private> nearest: array<Found, MAX_K>;

fn forget(k: u32) {
  for (var place = 0u; place < k; place++) { nearest[place] = Found(FAR_AWAY, NONE); }
}

/// True if `found` comes before what stands at `place`.
fn precedes(found: Found, place: u32) -> bool {
  let other = nearest[place];
  return found.distance < other.distance || (found.distance == other.distance && found.index < other.index);
}

/// Takes `found` in if it is among the k nearest.
fn offer(found: Found, k: u32) {
  var place = k - 1u;
  if (!precedes(found, place)) { return; }
  while (place > 0u && precedes(found, place - 1u)) {
    nearest[place] = nearest[place - 1u];
    place--;
  }
  nearest[place] = found;
}
