import { createRandom } from '../../cpu/random.js';
import { KinfoldError } from '../../errors.js';
import type { Backend } from '../../gpu/backend.js';
import { Recorder } from '../../gpu/recorder.js';
import { type Slice, tensor } from '../../gpu/tensor.js';
import * as matmul from '../../ops/matmul.js';
import { checkEmbeddings } from '../comparisons/pairs.js';

/** Embeddings in the plane of their two largest variances, for a plot. */
export interface EmbeddingMap {
  /** [N, 2] places, the mean at 0. */
  readonly points: Float32Array;
  /** Share of the variance along each axis, in [0, 1], the first the larger. */
  readonly explained: readonly [number, number];
}

const AXES = 2;
/** With two more columns than are wanted, the second axis settles as fast as the fifth variance is smaller than the second. */
const COLUMNS = 4;
const ROUNDS = 100;
/** An axis has settled when a round turns it by less than that. */
const SETTLED = 1e-5;

/**
 * Principal components by orthogonal iteration (H. Rutishauser, 1969) on the backend: columns are multiplied by XᵀX, X the embeddings
 * less their mean, and made orthonormal again. The same points every time; the largest coordinate of an axis is positive.
 *
 * @param embeddings - [N, D], unit rows; D from 2 on.
 * @throws KinfoldError as `checkEmbeddings`; `argument-invalid` for embeddings of one number; `limit-exceeded`, `device-lost`.
 */
export async function embeddingMap(backend: Backend, embeddings: Float32Array, rows: number): Promise<EmbeddingMap> {
  const width = checkEmbeddings('embeddingMap', embeddings, rows);
  if (width < AXES) {
    throw new KinfoldError('argument-invalid', `embeddingMap: embeddings are ${width} wide, expected 2 at least`);
  }
  const columns = Math.min(COLUMNS, width);
  const x = tensor('map.embeddings', rows * width);
  const axes = tensor('map.axes', width * columns);
  const along = tensor('map.along', rows * columns);
  const grown = tensor('map.grown', width * columns);
  const buffers = [x, axes, along, grown].map(({ buffer }) => buffer);
  const recorder = new Recorder(backend);
  const matrix = (slice: Slice, transposed = false) => ({ slice, transposed, batch: [] });
  const toAlong = { a: matrix(x), b: matrix(axes), c: matrix(along) };
  matmul.forward(recorder, 'map.along', toAlong, { rows, columns, depth: width });
  const toGrown = { a: matrix(x, true), b: matrix(along), c: matrix(grown) };
  matmul.forward(recorder, 'map.grown', toGrown, { rows: width, columns, depth: rows });
  backend.allocate(buffers);
  try {
    const program = await backend.compile('embedding map', recorder.commands);
    try {
      const { values, total } = centred(embeddings, rows);
      backend.write(x, values);
      const random = createRandom(0);
      let basis = orthonormal(Float64Array.from({ length: width * columns }, random.normal), columns);
      for (let round = 0; round < ROUNDS; round++) {
        backend.write(axes, Float32Array.from(basis));
        const next = orthonormal(Float64Array.from(await program.runAndRead(grown)), columns);
        const turned = furthest(basis, next, columns);
        basis = next;
        if (turned < SETTLED) break;
      }
      backend.write(axes, Float32Array.from(basis));
      return mapOf(await program.runAndRead(along), columns, total);
    } finally {
      program.release();
    }
  } finally {
    backend.free(buffers);
  }
}

function centred(embeddings: Float32Array, rows: number): { values: Float32Array; total: number } {
  const width = embeddings.length / rows;
  const mean = new Float64Array(width);
  for (let i = 0; i < embeddings.length; i++) mean[i % width]! += embeddings[i]! / rows;
  const values = embeddings.map((value, i) => value - mean[i % width]!);
  return { values, total: values.reduce((sum, value) => sum + value * value, 0) };
}

/** Gram and Schmidt's columns of a [width, columns] matrix, twice over; a column of nothing stays nothing. Signs as promised. */
function orthonormal(matrix: Float64Array, columns: number): Float64Array {
  const width = matrix.length / columns;
  const at = (row: number, column: number) => row * columns + column;
  for (let column = 0; column < columns; column++) {
    for (const earlier of [...Array(column).keys(), ...Array(column).keys()]) {
      let dot = 0;
      for (let row = 0; row < width; row++) dot += matrix[at(row, column)]! * matrix[at(row, earlier)]!;
      for (let row = 0; row < width; row++) matrix[at(row, column)]! -= dot * matrix[at(row, earlier)]!;
    }
    let square = 0;
    let largest = 0;
    for (let row = 0; row < width; row++) {
      const value = matrix[at(row, column)]!;
      square += value * value;
      if (Math.abs(value) > Math.abs(largest)) largest = value;
    }
    const scale = square > 1e-30 ? Math.sign(largest) / Math.sqrt(square) : 0;
    for (let row = 0; row < width; row++) matrix[at(row, column)]! *= scale;
  }
  return matrix;
}

/** By how much the axes that are wanted have turned. */
function furthest(before: Float64Array, after: Float64Array, columns: number): number {
  let most = 0;
  for (let i = 0; i < before.length; i++) {
    if (i % columns < AXES) most = Math.max(most, Math.abs(before[i]! - after[i]!));
  }
  return most;
}

function mapOf(along: ArrayLike<number>, columns: number, total: number): EmbeddingMap {
  const rows = along.length / columns;
  const points = Float32Array.from(
    { length: rows * AXES },
    (_, i) => along[Math.floor(i / AXES) * columns + (i % AXES)]!,
  );
  const explained: [number, number] = [0, 0];
  points.forEach((value, i) => {
    explained[i % AXES]! += total > 0 ? (value * value) / total : 0;
  });
  return { points, explained };
}
