// y[r, :] = embeddings[r, :] if the features x[r, :] have a direction, else 0
//
// They have one if every feature and Σ x² are finite and Σ x² > 1e-24, the bound below which l2_normalize knows no
// direction. An encoder with biases turns features without one into a unit vector like any other, and features that stay
// on the device are seen by nobody else; an embedding of zeros is refused by the host.
//
// x           [rows, input_width]
// embeddings  [rows, output_width]
// y           [rows, output_width]   overwritten; read by the host
//
// Dispatch: one workgroup a row, (rows) folded into two dimensions. WORKGROUP is a power of two, at most 256.

#import finite
#import smallest_square
#import workgroup_sum

struct Params {
  rows: u32,
  input_width: u32,
  output_width: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> embeddings: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.y * groups.x + group.x;
  if (row >= params.rows) { return; }
  var squares = 0.0;
  var wild = false;
  for (var i = lane; i < params.input_width; i += WORKGROUP) {
    let value = x[row * params.input_width + i];
    squares += value * value;
    wild = wild || !finite(vec4f(value));
  }
  let sums = workgroup_sum(vec2f(squares, select(0.0, 1.0, wild)), lane);
  let directed = sums.y == 0.0 && finite(vec4f(sums.x)) && sums.x > SMALLEST_SQUARE;
  for (var i = lane; i < params.output_width; i += WORKGROUP) {
    let at = row * params.output_width + i;
    y[at] = select(0.0, embeddings[at], directed);
  }
}
