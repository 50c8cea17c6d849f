/** `Params` of the kernels of a window. */
export interface WindowParams {
  pictures: number;
  height: number;
  width: number;
  channels: number;
  out_height: number;
  out_width: number;
  kernel_height: number;
  kernel_width: number;
  stride_y: number;
  stride_x: number;
  dilation_y: number;
  dilation_x: number;
  pad_top: number;
  pad_left: number;
}

/** A window over one channel of one picture: index of its output, and where its corner is in the input (may be negative). */
export interface OneWindow {
  readonly to: number;
  readonly picture: number;
  readonly channel: number;
  readonly top: number;
  readonly left: number;
}

/** Calls `visit` for every element of the output. */
export function eachWindow(window: WindowParams, visit: (one: OneWindow) => void): void {
  const { pictures, channels, out_height, out_width, stride_y, stride_x, pad_top, pad_left } = window;
  let to = 0;
  for (let picture = 0; picture < pictures; picture++) {
    for (let row = 0; row < out_height; row++) {
      for (let column = 0; column < out_width; column++) {
        const top = row * stride_y - pad_top;
        const left = column * stride_x - pad_left;
        for (let channel = 0; channel < channels; channel++) visit({ to: to++, picture, channel, top, left });
      }
    }
  }
}

/** Calls `visit` with the index in the input and the place in the kernel of each cell of a window that is in the input. */
export function eachCell(
  { height, width, channels, kernel_height, kernel_width, dilation_y, dilation_x }: WindowParams,
  { picture, channel, top, left }: OneWindow,
  visit: (i: number, place: number) => void,
): void {
  for (let place = 0; place < kernel_height * kernel_width; place++) {
    const y = top + Math.floor(place / kernel_width) * dilation_y;
    const x = left + (place % kernel_width) * dilation_x;
    if (y < 0 || y >= height || x < 0 || x >= width) continue;
    visit(((picture * height + y) * width + x) * channels + channel, place);
  }
}
