// What the windows over a cell pass back to it: d_y of those whose largest cell it was.
//
// The importing file gives Unit (f32, or vec4f for four channels), LANES (channels of a Unit), Params, d_y, places
// and d_x.

#import pool_window

/// Writes unit `i` of d_x, counted over units, then columns, rows and pictures.
fn max_gradient(i: u32) {
  let units = params.channels / LANES;
  if (i >= params.pictures * params.height * params.width * units) { return; }
  let unit = i % units;
  let across = i / units % params.width + params.pad_left;
  let down = i / units / params.width % params.height + params.pad_top;
  let picture = i / units / params.width / params.height;
  let reach_x = (params.kernel_width - 1u) * params.dilation_x;
  let reach_y = (params.kernel_height - 1u) * params.dilation_y;
  let rows = windows_over(down, params.stride_y, reach_y, params.out_height);
  let columns = windows_over(across, params.stride_x, reach_x, params.out_width);
  var sum = Unit();
  for (var row = rows.x; row < rows.y; row++) {
    let from_top = down - row * params.stride_y;
    if (from_top % params.dilation_y != 0u) { continue; }
    for (var column = columns.x; column < columns.y; column++) {
      let from_left = across - column * params.stride_x;
      if (from_left % params.dilation_x != 0u) { continue; }
      let at = ((picture * params.out_height + row) * params.out_width + column) * units + unit;
      let place = from_top / params.dilation_y * params.kernel_width + from_left / params.dilation_x;
      sum += select(Unit(), d_y[at], places[at] == Unit(f32(place)));
    }
  }
  d_x[i] = sum;
}
