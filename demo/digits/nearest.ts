/** For each of `count` unit rows the place of its nearest other row. Of equal distances the lowest row counts. */
export function nearestOthers(rows: Float32Array, count: number): Uint32Array {
  const width = rows.length / count;
  const nearest = new Uint32Array(count);
  const closest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const offer = (row: number, other: number, cosine: number) => {
    if (cosine <= closest[row]!) return;
    closest[row] = cosine;
    nearest[row] = other;
  };
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      let cosine = 0;
      for (let k = 0; k < width; k++) cosine += rows[i * width + k]! * rows[j * width + k]!;
      offer(i, j, cosine);
      offer(j, i, cosine);
    }
  }
  return nearest;
}
