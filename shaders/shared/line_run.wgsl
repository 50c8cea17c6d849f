// The output pixels of a line whose window has an input pixel under a tap, and those input pixels: a run of terms of the
// weight's gradient. The other pixels of the line have padding there.

#import window
#import run

/// `line` counts the lines of output pixels over all pictures.
fn line_run(line: u32, tap: u32) -> Run {
  let y = line % params.out_height * params.stride_y + tap / params.kernel_width * params.dilation_y - params.top;
  // The input's column under output column c is  c · stride_x + across − left,  from 0 to below width.
  let across = tap % params.kernel_width * params.dilation_x;
  let begin = (max(params.left, across) - across + params.stride_x - 1u) / params.stride_x;
  let room = max(params.width + params.left, across) - across;
  let end = min((room + params.stride_x - 1u) / params.stride_x, params.out_width);
  if (y >= params.height || begin >= end) { return Run(0u, 0u, 0u, 0u); }
  let first = (line / params.out_height * params.height + y) * params.width + begin * params.stride_x + across - params.left;
  return Run(line * params.out_width + begin, first, params.stride_x, end - begin);
}
