// What a row of the batch draws for its view of the picture, from (row, step, seed) alone. The importing file's Params has
// the fields named here; magnitudes of 0 are off.

#import random

// Sets the numbers apart from those of noise and dropout.
const AUGMENT = 0x7c1f3a95u;

struct View {
  // A pixel p, counted from the middle, reads the picture at middle + p.x · along_x + p.y · along_y.
  middle: vec2f,
  along_x: vec2f,
  along_y: vec2f,
  // Distance of the blur's taps in pixels of the picture.
  spread: f32,
  gain: f32,
  offset: f32,
  // What is added from the left to the right edge, and from the upper to the lower one.
  light: vec2f,
  // What is erased: from `first` to before `end`; both 0 if nothing is.
  first: vec2u,
  end: vec2u,
}

fn drawn(row: u32, draw: u32) -> vec3u {
  return random_words(counter_of(row * (5u + params.channels) + draw, params.step, AUGMENT, params.seed));
}

/// In [−1, 1).
fn symmetric(word: u32) -> f32 {
  return f32(word >> 8u) * 0x1p-23 - 1.0;
}

/// An integer in [0, below), below at most 65,536; whole numbers, so that every device draws the same.
fn integer(word: u32, below: u32) -> u32 {
  return ((word >> 16u) * below) >> 16u;
}

fn view_of(row: u32) -> View {
  let size = vec2f(f32(params.width), f32(params.height));
  let place = drawn(row, 0u);
  let turn = drawn(row, 1u);
  let colour = drawn(row, 2u);
  let light = drawn(row, 3u);
  let hole = drawn(row, 4u);
  var view: View;
  view.middle = 0.5 * (size - 1.0) + params.shift * size * vec2f(symmetric(place.y), symmetric(place.z));
  // Cosine and sine from t = tan(angle / 2): no device rounds them its own way.
  let t = params.rotate * symmetric(turn.y);
  let axis = vec2f(1.0 - t * t, 2.0 * t) / ((1.0 + t * t) * (1.0 + params.scale * symmetric(turn.x)));
  view.along_x = select(axis, -axis, place.x >> 8u < params.flip);
  view.along_y = vec2f(-axis.y, axis.x);
  // Taps 1, 2, 1 at a distance d have the variance d² / 2.
  view.spread = 1.4142135 * params.blur * f32(turn.z >> 8u) * 0x1p-24;
  view.gain = 1.0 + params.gain * symmetric(colour.x);
  view.offset = params.offset * symmetric(colour.y);
  view.light = params.shade * vec2f(symmetric(light.x), symmetric(light.y));
  if (colour.z >> 8u < params.erase) {
    let hole_size = 1u + vec2u(integer(light.z, params.erase_width), integer(hole.x, params.erase_height));
    let room = vec2u(params.width, params.height) - hole_size + 1u;
    view.first = vec2u(integer(hole.y, room.x), integer(hole.z, room.y));
    view.end = view.first + hole_size;
  }
  return view;
}

/// What the channel is multiplied by.
fn tint_of(row: u32, channel: u32) -> f32 {
  return 1.0 + params.tint * symmetric(drawn(row, 5u + channel).x);
}
