/** Vectors of one width as the rows of a matrix, [vectors, width]. */
export function stack(vectors: readonly Float32Array[], width: number): Float32Array {
  const rows = new Float32Array(vectors.length * width);
  for (const [row, values] of vectors.entries()) rows.set(values, row * width);
  return rows;
}
