// variance = Σ (x − mean)² / count over the pixels of a group, second stage: the shares put together, without cancellation
// (T. F. Chan et al., "Updating formulae and a pairwise algorithm for computing sample variances", 1979):
//   mean = Σ_p n_p · mean_p / count,   variance = Σ_p (squares_p + n_p · (mean_p − mean)²) / count
//
// partials  [outer, parts, 2, channels]   what channel_norm.moments left: mean_p and squares_p of the n_p pixels of share p
// mean      [outer, channels]             read by channel_norm.forward, by the backward and by batch_norm.running
// variance  [outer, channels]             likewise
//
// Dispatch: one invocation a channel of a group, (outer · channels / WORKGROUP) folded into two dimensions. Shares are
// summed in order: two runs are bit-equal.

#import item

struct Params {
  outer: u32,
  count: u32,
  channels: u32,
  parts: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read_write> mean: array<f32>;
@group(0) @binding(3) var<storage, read_write> variance: array<f32>;

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
  // The first shares have one pixel more if the pixels do not divide evenly.
  let pixels = params.count / params.parts;
  let longer = params.count % params.parts;
  var sum = 0.0;
  for (var part = 0u; part < params.parts; part++) {
    sum += f32(pixels + select(0u, 1u, part < longer)) * partials[first + part * step];
  }
  let centre = sum / f32(params.count);
  var squares = 0.0;
  for (var part = 0u; part < params.parts; part++) {
    let away = partials[first + part * step] - centre;
    let within = partials[first + part * step + params.channels];
    squares += within + f32(pixels + select(0u, 1u, part < longer)) * away * away;
  }
  mean[i] = centre;
  variance[i] = squares / f32(params.count);
}
