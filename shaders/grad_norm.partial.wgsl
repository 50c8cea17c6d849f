// norm = √(Σ gradient²), first stage: each workgroup sums the squares of its share of the one flat gradient
//
// gradient  [count / 4]   as vec4f; padding words are zero
// partials  [groups]      (Σ squares, how many lanes saw a value that is not finite); read by grad_norm.finish
//
// Dispatch: as many workgroups as there are partials; they stride over the gradient. The order of every sum is fixed:
// two runs are bit-equal. WORKGROUP is a power of two, at most 256.

#import finite
#import workgroup_sum

struct Params {
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> gradient: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> partials: array<vec2f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  var squares = 0.0;
  var wild = false;
  for (var i = group.x * WORKGROUP + lane; i < params.count / 4u; i += groups.x * WORKGROUP) {
    let g = gradient[i];
    squares += dot(g, g);
    wild = wild || !finite(g);
  }
  let sums = workgroup_sum(vec2f(squares, select(0.0, 1.0, wild)), lane);
  if (lane == 0u) { partials[group.x] = sums; }
}
