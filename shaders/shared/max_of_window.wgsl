// The largest cell of a window and its place in the kernel; ties go to the lowest place, as in PyTorch.
//
// The importing file gives Unit (f32, or vec4f for four channels), LANES (channels of a Unit), Params, x, y and places.

#import pool_window

/// Writes unit `i` of y and places, counted over units, then columns, rows and pictures.
fn max_of_window(i: u32) {
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
  var best = Unit();
  var place = Unit(-1.0);
  for (var row = ky.x; row < ky.y; row++) {
    let line = (picture * params.height + down + row * params.dilation_y - top) * params.width;
    for (var column = kx.x; column < kx.y; column++) {
      let value = x[(line + across + column * params.dilation_x - left) * units + unit];
      let better = (value > best) | (place < Unit());
      best = select(best, value, better);
      place = select(place, Unit(f32(row * params.kernel_width + column)), better);
    }
  }
  y[i] = best;
  places[i] = place;
}
