import { createRandom } from '../../src/cpu/random.js';
import type { TrainingData } from '../../src/train/data.js';

/** Features of a few identities: a random direction each, pictures around it. Close enough that triplets are hard. */
export function clusters(identities: number, pictures: number, width: number, spread = 0.8, seed = 1): TrainingData {
  const random = createRandom(seed);
  const features = new Float32Array(identities * pictures * width);
  const labels = new Uint32Array(identities * pictures);
  for (let identity = 0; identity < identities; identity++) {
    const centre = Float64Array.from({ length: width }, () => random.normal());
    for (let picture = 0; picture < pictures; picture++) {
      const row = identity * pictures + picture;
      labels[row] = identity;
      for (let i = 0; i < width; i++) features[row * width + i] = centre[i]! * (1 - spread) + random.normal() * spread;
    }
  }
  return { features, labels };
}
