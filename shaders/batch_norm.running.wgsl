// running = momentum · running + (1 − momentum) · batch,  for the mean and for the variance (ONNX BatchNormalization with
// training_mode: the batch's variance without n − 1, where PyTorch takes n − 1)
//
// mean              [channels]   what channel_norm.finish left of this batch
// variance          [channels]
// running_mean      [channels]   updated; read in inference
// running_variance  [channels]   updated
//
// Dispatch: one invocation a channel, (channels / WORKGROUP) folded into two dimensions.

#import item

struct Params {
  channels: u32,
  momentum: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> mean: array<f32>;
@group(0) @binding(2) var<storage, read> variance: array<f32>;
@group(0) @binding(3) var<storage, read_write> running_mean: array<f32>;
@group(0) @binding(4) var<storage, read_write> running_variance: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.channels) { return; }
  running_mean[i] = mix(mean[i], running_mean[i], params.momentum);
  running_variance[i] = mix(variance[i], running_variance[i], params.momentum);
}
