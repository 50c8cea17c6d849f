// norm = √(Σ gradient²), second stage, and  scale = min(1, max_norm / max(norm, 1e-12))
//
// partials  [groups]        what grad_norm.partial left
// control   [3]             norm, scale, skipped; read by the optimiser
// stats     [slots, 8]      norm and skipped go to the record at `slot`; read by the host every few steps
//
// If any gradient, or the sum of squares, is not finite: skipped is 1, scale and norm are 0, and the optimiser changes
// nothing. max_norm = 0 means no clipping.
//
// Dispatch: one workgroup. The order of every sum is fixed: two runs are bit-equal.

#import finite
#import workgroup_sum

const SMALLEST_NORM = 1e-12f;
// Fields of a record of the statistics.
const RECORD = 8u;
const GRAD_NORM = 5u;
const SKIPPED = 6u;

struct Params {
  groups: u32,
  max_norm: f32,
  slot: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> partials: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> control: array<f32>;
@group(0) @binding(3) var<storage, read_write> stats: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sums = vec2f();
  for (var i = lane; i < params.groups; i += WORKGROUP) { sums += partials[i]; }
  let total = workgroup_sum(sums, lane);
  if (lane != 0u) { return; }
  let skipped = total.y > 0.0 || !finite(vec4f(total.x));
  let norm = select(sqrt(total.x), 0.0, skipped);
  let clipped = select(1.0, min(1.0, params.max_norm / max(norm, SMALLEST_NORM)), params.max_norm > 0.0);
  control[0] = norm;
  control[1] = select(clipped, 0.0, skipped);
  control[2] = select(0.0, 1.0, skipped);
  stats[params.slot * RECORD + GRAD_NORM] = norm;
  stats[params.slot * RECORD + SKIPPED] = control[2];
}
