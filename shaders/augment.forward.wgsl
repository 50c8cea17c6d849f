// y = a random view of x: mirrored, moved, turned, blurred; then y = gain · tint[channel] · y + offset + light · place; then
// noise; then a rectangle of `fill`. See shared/augmentation.wgsl for what is drawn.
//
// x  [rows, height, width, channels]
// y  [rows, height, width, channels]   read by the next node. There is no backward: nothing before it learns.
//
// Positions are read by bilinear interpolation, beyond the edges as on them. The trainer sets `step` and `seed` before
// every run. `flip` and `erase` are probabilities · 2^24, `rotate` is the tangent of half the largest angle.
//
// Dispatch: one invocation a pixel of y, (rows · height · width / WORKGROUP) folded into two dimensions.

#import item
#import augmentation

// Taps of the blur along each axis: 3, or 1 without blur.
override TAPS: u32 = 3u;

struct Params {
  rows: u32, height: u32, width: u32, channels: u32,
  flip: u32, shift: f32, scale: f32, rotate: f32,
  gain: f32, offset: f32, tint: f32, shade: f32,
  blur: f32, noise: f32,
  erase: u32, erase_height: u32, erase_width: u32, fill: f32,
  seed: u32, step: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

fn sample(row: u32, at: vec2f, channel: u32) -> f32 {
  let last = vec2f(f32(params.width - 1u), f32(params.height - 1u));
  let inside = clamp(at, vec2f(), last);
  let low = vec2u(inside);
  let high = min(low + 1u, vec2u(last));
  let part = inside - vec2f(low);
  let upper = (row * params.height + low.y) * params.width;
  let lower = (row * params.height + high.y) * params.width;
  let left = vec2f(
    x[(upper + low.x) * params.channels + channel],
    x[(lower + low.x) * params.channels + channel],
  );
  let right = vec2f(
    x[(upper + high.x) * params.channels + channel],
    x[(lower + high.x) * params.channels + channel],
  );
  let across = mix(left, right, part.x);
  return mix(across.x, across.y, part.y);
}

fn blurred(row: u32, at: vec2f, spread: f32, channel: u32) -> f32 {
  if (TAPS == 1u) { return sample(row, at, channel); }
  var sum = 0.0;
  for (var tap = 0u; tap < TAPS * TAPS; tap++) {
    let away = vec2f(f32(tap % TAPS), f32(tap / TAPS)) - 1.0;
    let weight = (0.5 - 0.25 * abs(away.x)) * (0.5 - 0.25 * abs(away.y));
    sum += weight * sample(row, at + spread * away, channel);
  }
  return sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let pixel = item(group, groups, lane);
  if (pixel >= params.rows * params.height * params.width) { return; }
  let row = pixel / (params.height * params.width);
  let place = vec2u(pixel % params.width, pixel / params.width % params.height);
  let size = vec2f(f32(params.width), f32(params.height));
  let view = view_of(row);
  let p = vec2f(place) - 0.5 * (size - 1.0);
  let at = view.middle + p.x * view.along_x + p.y * view.along_y;
  let added = view.offset + dot(view.light, p / size);
  let erased = all(place >= view.first) && all(place < view.end);
  for (var channel = 0u; channel < params.channels; channel++) {
    let i = pixel * params.channels + channel;
    var value = view.gain * tint_of(row, channel) * blurred(row, at, view.spread, channel) + added;
    if (params.noise > 0.0) {
      value += params.noise * random_normal(counter_of(i, params.step, AUGMENT + 1u, params.seed));
    }
    y[i] = select(value, params.fill, erased);
  }
}
