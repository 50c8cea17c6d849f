// An index with its distance, and the order in which Kinfold looks for the nearest: ties go to the lowest index.

#import none

// Farther than anything; finite, because WGSL may assume that infinity does not occur.
const FAR_AWAY = 3e38f;

struct Found {
  distance: f32,
  index: u32,
}

fn nearer(a: Found, b: Found) -> Found {
  if (b.distance < a.distance || (b.distance == a.distance && b.index < a.index)) { return b; }
  return a;
}
