// y = max over the window's cells in the input, channels last; ties go to the lowest place
//
// x       [pictures, height, width, channels]
// y       [pictures, out_height, out_width, channels]   read by the next node
// places  [pictures, out_height, out_width, channels]   row · kernel_width + column of the largest cell, a whole number;
//                                                       read by max_pool.d_input, which then needs neither x nor y
//
// Dispatch: one invocation an element of the output, (pictures · out_height · out_width · channels / WORKGROUP) folded
// into two dimensions.

#import item
#import max_of_window

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
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<Unit>;
@group(0) @binding(2) var<storage, read_write> y: array<Unit>;
@group(0) @binding(3) var<storage, read_write> places: array<Unit>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  max_of_window(item(group, groups, lane));
}
