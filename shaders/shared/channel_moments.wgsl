// Mean and squares about it of a share of the pixels: (x̄, Σ (x − x̄)²), in a second pass over x − x̄, for the channels of a Unit.
// Share p of a group of pixels is every parts-th pixel from p on, so that neighbouring invocations read neighbouring words
// whatever the number of channels.
//
// The importing file gives Unit (f32, or vec4f for four channels), LANES (channels of a Unit), Params, x and partials.

/// Writes the moments of share `i`, counted over units, then parts, then groups.
fn moments_of_share(i: u32) {
  let units = params.channels / LANES;
  let parts = params.parts;
  if (i >= params.outer * parts * units) { return; }
  let unit = i % units;
  let part = i / units % parts;
  let outer = i / units / parts;
  let step = parts * units;
  let first = (outer * params.count + part) * units + unit;
  let end = (outer + 1u) * params.count * units;
  var pixels = 0u;
  var sum = Unit();
  for (var at = first; at < end; at += step) {
    sum += x[at];
    pixels++;
  }
  let mean = sum / f32(pixels);
  var squares = Unit();
  for (var at = first; at < end; at += step) {
    let away = x[at] - mean;
    squares += away * away;
  }
  let to = (outer * parts + part) * 2u * units + unit;
  partials[to] = mean;
  partials[to + units] = squares;
}
