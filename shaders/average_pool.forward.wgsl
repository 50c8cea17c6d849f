// y = Σ cells of the window in the input / cells of the window that count, channels last
//
// x  [pictures, height, width, channels]
// y  [pictures, out_height, out_width, channels]   read by the next node
//
// Dispatch: one invocation an element of the output, (pictures · out_height · out_width · channels / WORKGROUP) folded
// into two dimensions.

#import item
#import average_of_window

alias Unit = f32;
const LANES = 1u;

struct Params {
  pictures: u32,
  height: u32,
  width: u32,
  channels: u32,
  out_height: u32,
  out_width: u32,
  kernel_height: u32,
  kernel_width: u32,
  stride_y: u32,
  stride_x: u32,
  dilation_y: u32,
  dilation_x: u32,
  pad_top: u32,
  pad_left: u32,
  // Cells that count lie in [count_top, count_bottom) and [count_left, count_right), the padding in front counted in.
  count_top: u32,
  count_bottom: u32,
  count_left: u32,
  count_right: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Unit>;
@group(0) @binding(2) var<storage, read_write> y: array<Unit>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  average_of_window(item(group, groups, lane));
}
