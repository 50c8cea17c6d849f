// The k nearest templates of each probe within each chunk of templates, by squared distance Σ (probe − template)².
// Distances and selection in one kernel: the probes × templates matrix never reaches memory.
//
// probes             [probes, width]
// templates          [templates, width]
// candidates         [probes, chunks, k]   squared distances, nearest first, FAR_AWAY beyond the chunk's last template
// candidate_indices  [probes, chunks, k]   of the templates, NONE where there is none; both are read by top_k.merge
//
// Dispatch: one workgroup a chunk of `chunk` templates for 4 · TALL probes, (chunks, probes / (4 · TALL)). It goes through
// its chunk in blocks of 4 · WIDE templates; `chunk` is a multiple of that. One invocation a probe keeps the nearest.

#import differences
#import nearest

struct Params {
  probes: u32,
  templates: u32,
  width: u32,
  k: u32,
  chunk: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> probes: array<f32>;
@group(0) @binding(2) var<storage, read> templates: array<f32>;
@group(0) @binding(3) var<storage, read_write> candidates: array<f32>;
@group(0) @binding(4) var<storage, read_write> candidate_indices: array<u32>;

// [4 · TALL probes, 4 · WIDE templates] of the block: 4 KiB, so WIDE · TALL is at most 64.
var<workgroup> scores: array<f32, 1024>;

fn load_a(probe: u32, k: u32) -> f32 {
  if (probe >= params.probes || k >= params.width) { return 0.0; }
  return probes[probe * params.width + k];
}

fn load_b(row: u32, k: u32) -> f32 {
  if (row >= params.templates || k >= params.width) { return 0.0; }
  return templates[row * params.width + k];
}

@compute @workgroup_size(WIDE, TALL)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let block = WIDE * 4u;
  let first_probe = group.y * TALL * 4u;
  let probe = first_probe + lane;
  let selects = lane < TALL * 4u && probe < params.probes;
  forget(params.k);
  for (var start = 0u; start < params.chunk; start += block) {
    let first = group.x * params.chunk + start;
    var differences = squared_differences(vec2u(first, first_probe), local.xy, params.width);
    for (var r = 0u; r < 4u; r++) {
      for (var c = 0u; c < 4u; c++) {
        scores[(local.y * 4u + r) * block + local.x * 4u + c] = differences[r][c];
      }
    }
    workgroupBarrier();
    if (selects && first < params.templates) {
      let length = min(block, params.templates - first);
      for (var t = 0u; t < length; t++) { offer(Found(scores[lane * block + t], first + t), params.k); }
    }
    workgroupBarrier();
  }
  if (!selects) { return; }
  let at = (probe * groups.x + group.x) * params.k;
  for (var place = 0u; place < params.k; place++) {
    candidates[at + place] = nearest[place].distance;
    candidate_indices[at + place] = nearest[place].index;
  }
}
