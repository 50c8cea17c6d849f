// Sums over a share of the pixels, for the channels of a Unit: (Σ d_y, Σ d_y · x̂), x̂ = (x − mean) / √(variance + epsilon).
// Share p of a group of pixels is every parts-th pixel from p on, as in channel_moments.
//
// The importing file gives Unit (f32, or vec4f for four channels), LANES (channels of a Unit), Params, d_y, x, mean,
// variance and partials.

/// Writes the sums of share `i`, counted over units, then parts, then groups.
fn gradient_sums_of_share(i: u32) {
  let units = params.channels / LANES;
  let parts = params.parts;
  if (i >= params.outer * parts * units) { return; }
  let unit = i % units;
  let part = i / units % parts;
  let outer = i / units / parts;
  let centre = mean[outer * units + unit];
  let step = parts * units;
  let end = (outer + 1u) * params.count * units;
  var sum = Unit();
  var along = Unit();
  for (var at = (outer * params.count + part) * units + unit; at < end; at += step) {
    let g = d_y[at];
    sum += g;
    along += g * (x[at] - centre);
  }
  let to = (outer * parts + part) * 2u * units + unit;
  partials[to] = sum;
  partials[to + units] = along * inverseSqrt(variance[outer * units + unit] + params.epsilon);
}
