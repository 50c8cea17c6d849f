// Inverts  y = max over the window's cells  for x:   d_x = Σ d_y over the windows whose place is this cell
//
// max_pool.d_input for channels that are a multiple of 4: a Unit is four of them.
//
// d_y     [pictures, out_height, out_width, channels]
// places  [pictures, out_height, out_width, channels]   saved by max_pool.forward or global_max_pool.forward
// d_x     [pictures, height, width, channels]           overwritten; read by the backward of the node that made x
//
// Dispatch: one invocation a quad of channels of the input, (pictures · height · width · channels / 4 / WORKGROUP) folded into two
// dimensions. A gather: every cell asks the windows over it, in order.

#import item
#import max_gradient

alias Unit = vec4f;
const LANES = 4u;

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
@group(0) @binding(1) var<storage, read> d_y: array<Unit>;
@group(0) @binding(2) var<storage, read> places: array<Unit>;
@group(0) @binding(3) var<storage, read_write> d_x: array<Unit>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  max_gradient(item(group, groups, lane));
}
