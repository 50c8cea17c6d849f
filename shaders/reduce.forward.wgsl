// y = scale · Σ x over some axes, or √(Σ x²) for `norm` = 1
//
// x  [any]     the axes that stay: line i begins at Σ_axis coordinate(i, axis) · stride(axis); those that are summed over:
//              `blocks` runs, of `width` elements `step` words apart, begin where `block_size` and `block_stride` say
// y  [lines]   read by the next node and by reduce.d_input_l2
//
// Dispatch: WORKGROUP / ACROSS lanes a line, (lines / ACROSS) folded into two dimensions. The order of a sum is fixed:
// two runs are bit-equal.

#import line_share
#import strided

struct Params {
  lines: u32,
  blocks: u32,
  width: u32,
  step: u32,
  scale: f32,
  norm: u32,
  size0: u32, size1: u32, size2: u32, size3: u32, size4: u32, size5: u32, size6: u32, size7: u32,
  stride0: u32, stride1: u32, stride2: u32, stride3: u32, stride4: u32, stride5: u32, stride6: u32, stride7: u32,
  block_size0: u32, block_size1: u32, block_size2: u32, block_size3: u32,
  block_size4: u32, block_size5: u32, block_size6: u32, block_size7: u32,
  block_stride0: u32, block_stride1: u32, block_stride2: u32, block_stride3: u32,
  block_stride4: u32, block_stride5: u32, block_stride6: u32, block_stride7: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

fn block_start(index: u32) -> u32 {
  let sizes = Axes(
    vec4u(params.block_size0, params.block_size1, params.block_size2, params.block_size3),
    vec4u(params.block_size4, params.block_size5, params.block_size6, params.block_size7),
  );
  let strides = Axes(
    vec4u(params.block_stride0, params.block_stride1, params.block_stride2, params.block_stride3),
    vec4u(params.block_stride4, params.block_stride5, params.block_stride6, params.block_stride7),
  );
  return place(coordinates(index, sizes), strides);
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let line = line_of(group, groups, lane);
  let live = line < params.lines;
  let first = strided(line);
  let end = select(0u, params.width, live);
  var sum = 0.0;
  for (var run = 0u; run < params.blocks; run++) {
    let begin = first + block_start(run);
    for (var i = lane / ACROSS; i < end; i += WORKGROUP / ACROSS) {
      let value = x[begin + i * params.step];
      sum += select(value, value * value, params.norm == 1u);
    }
  }
  sum = share_sum(sum, lane);
  if (live && lane < ACROSS) { y[line] = select(params.scale * sum, sqrt(sum), params.norm == 1u); }
}
