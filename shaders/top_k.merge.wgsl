// The k nearest templates of each probe out of the candidates of all chunks, nearest first; ties go to the lowest index.
//
// candidates         [probes, count]   of top_k.scan, count = chunks · k
// candidate_indices  [probes, count]   of top_k.scan
// distances          [probes, k]       squared, FAR_AWAY where the gallery has fewer than k templates
// indices            [probes, k]       of the templates, NONE where there is none; the host reads both
//
// Dispatch: one workgroup a probe, (probes). Lanes take the candidates in strides, then a tree joins their lists.

#import nearest

override WORKGROUP: u32 = 64u;

struct Params {
  probes: u32,
  count: u32,
  k: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> candidates: array<f32>;
@group(0) @binding(2) var<storage, read> candidate_indices: array<u32>;
@group(0) @binding(3) var<storage, read_write> distances: array<f32>;
@group(0) @binding(4) var<storage, read_write> indices: array<u32>;

// The lists of the upper half of the lanes that take part: 8 KiB, so WORKGROUP is at most 128.
var<workgroup> lists: array<Found, 1024>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  if (group.x >= params.probes) { return; }
  let first = group.x * params.count;
  forget(params.k);
  for (var at = first + lane; at < first + params.count; at += WORKGROUP) {
    offer(Found(candidates[at], candidate_indices[at]), params.k);
  }
  for (var stride = WORKGROUP / 2u; stride > 0u; stride /= 2u) {
    if (lane >= stride && lane < 2u * stride) {
      for (var place = 0u; place < params.k; place++) { lists[(lane - stride) * MAX_K + place] = nearest[place]; }
    }
    workgroupBarrier();
    if (lane < stride) {
      for (var place = 0u; place < params.k; place++) { offer(lists[lane * MAX_K + place], params.k); }
    }
    workgroupBarrier();
  }
  if (lane > 0u) { return; }
  for (var place = 0u; place < params.k; place++) {
    distances[group.x * params.k + place] = nearest[place].distance;
    indices[group.x * params.k + place] = nearest[place].index;
  }
}
