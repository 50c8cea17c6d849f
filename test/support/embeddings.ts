import { createRandom } from '../../src/cpu/random.js';

/** Unit rows around one centre per label; `spread` 0 gives equal rows, so ties. */
export function rows(labels: readonly number[], width: number, spread: number, seed: number): Float32Array {
  const centres = new Map<number, number[]>();
  const random = createRandom(seed);
  const out = new Float32Array(labels.length * width);
  labels.forEach((label, i) => {
    if (!centres.has(label)) centres.set(label, Array.from({ length: width }, random.normal));
    const row = centres.get(label)!.map((x) => x + spread * random.normal());
    const norm = Math.hypot(...row);
    out.set(
      row.map((x) => x / norm),
      i * width,
    );
  });
  return out;
}
