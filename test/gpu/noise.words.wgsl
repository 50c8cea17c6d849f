// The three words of each counter (i, i · 40503, 7), raw: the integer part of shared/random.wgsl.
#import random

@group(0) @binding(1) var<storage, read_write> words: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let drawn = random_words(vec3u(id.x, id.x * 40503u, 7u));
  words[3u * id.x] = drawn.x;
  words[3u * id.x + 1u] = drawn.y;
  words[3u * id.x + 2u] = drawn.z;
}
