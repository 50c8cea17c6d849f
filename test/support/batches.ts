import type { Embedded } from './brute-force.js';
import { numbers } from './random.js';

/** Shapes of the batches, few, so that one program serves many of them. */
export const shapes = [
  { rows: 12, width: 4 },
  { rows: 7, width: 4 },
  { rows: 16, width: 3 },
  { rows: 3, width: 4 },
] as const;

/** The vertices of the 24-cell, a third of them twice as long: distances and cosines of a few exact values, so full of exact ties. */
function latticeRow(draw: (below: number) => number): number[] {
  const scale = draw(3) === 0 ? 2 : 1;
  if (draw(2) === 0) return Array.from({ length: 4 }, () => scale * (draw(2) - 0.5));
  const at = draw(4);
  const sign = draw(2) * 2 - 1;
  return Array.from({ length: 4 }, (_, k) => (k === at ? sign * scale : 0));
}

/**
 * Batch number `index`: anything in general position or on a lattice, exact in f32; often with repeated rows and rows of zeros, sometimes of
 * one class or all of different ones.
 */
export function batchOf(index: number): Embedded {
  const { rows, width } = shapes[index % shapes.length]!;
  const drawn = numbers(index + 1, 4096, 0, 1);
  let next = 0;
  const draw = (below: number) => Math.floor(drawn[next++]! * below);
  const onLattice = width === 4 && draw(2) === 0;
  const row = () =>
    onLattice ? latticeRow(draw) : Array.from({ length: width }, () => Math.fround(drawn[next++]! * 2 - 1));
  const vectors: number[][] = [];
  for (let i = 0; i < rows; i++) {
    const kind = draw(8);
    if (kind === 0) vectors.push(new Array(width).fill(0));
    else if (kind === 1 && i > 0) vectors.push(vectors[draw(i)]!);
    else vectors.push(row());
  }
  const classes = [1, 2, 2, 3, 3, 4, 5, 100][draw(8)]!;
  return {
    rows,
    width,
    embeddings: Float64Array.from(vectors.flat()),
    labels: Uint32Array.from({ length: rows }, () => draw(classes)),
  };
}
