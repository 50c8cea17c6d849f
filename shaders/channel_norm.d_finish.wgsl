// Inverts  y = x̂ · weight + bias,  second stage: Σ d_y and Σ d_y · x̂ over the pixels of a group, from those of its shares
//
// partials  [outer, parts, 2, channels]   what channel_norm.d_sums left
// sums      [outer, channels]             Σ d_y; read by channel_norm.d_input, and by chunk_sum for the bias's gradient
// along     [outer, channels]             Σ d_y · x̂; likewise, for the weight's gradient
//
// Dispatch: one invocation a channel of a group, (outer · channels / WORKGROUP) folded into two dimensions. Shares are
// summed in order: two runs are bit-equal.

#import item

struct Params {
  outer: u32,
  channels: u32,
  parts: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;
@group(0) @binding(3) var<storage, read_write> along: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.outer * params.channels) { return; }
  let step = 2u * params.channels;
  let first = i / params.channels * params.parts * step + i % params.channels;
  var both = vec2f();
  for (var part = 0u; part < params.parts; part++) {
    let at = first + part * step;
    both += vec2f(partials[at], partials[at + params.channels]);
  }
  sums[i] = both.x;
  along[i] = both.y;
}
