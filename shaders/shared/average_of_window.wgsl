// The mean of a window's cells in the input, over those that count: with the padding or without.
//
// The importing file gives Unit (f32, or vec4f for four channels), LANES (channels of a Unit), Params, x and y.

#import pool_window

/// Writes unit `i` of y, counted over units, then columns, rows and pictures.
fn average_of_window(i: u32) {
  let units = params.channels / LANES;
  if (i >= params.pictures * params.out_height * params.out_width * units) { return; }
  let unit = i % units;
  let across = i / units % params.out_width * params.stride_x;
  let down = i / units / params.out_width % params.out_height * params.stride_y;
  let picture = i / units / params.out_width / params.out_height;
  let top = params.pad_top;
  let left = params.pad_left;
  let ky = cells_within(down, params.dilation_y, params.kernel_height, top, top + params.height);
  let kx = cells_within(across, params.dilation_x, params.kernel_width, left, left + params.width);
  var sum = Unit();
  for (var row = ky.x; row < ky.y; row++) {
    let line = (picture * params.height + down + row * params.dilation_y - top) * params.width;
    for (var column = kx.x; column < kx.y; column++) {
      sum += x[(line + across + column * params.dilation_x - left) * units + unit];
    }
  }
  y[i] = sum / (counted_rows(down) * counted_columns(across));
}

fn counted_rows(start: u32) -> f32 {
  let k = cells_within(start, params.dilation_y, params.kernel_height, params.count_top, params.count_bottom);
  return f32(k.y - k.x);
}

fn counted_columns(start: u32) -> f32 {
  let k = cells_within(start, params.dilation_x, params.kernel_width, params.count_left, params.count_right);
  return f32(k.y - k.x);
}
