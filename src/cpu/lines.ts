/** Lines along the middle axis of a tensor [outer, width, inner]; lines = outer · inner. */
export interface LineParams {
  lines: number;
  width: number;
  inner: number;
}

/** Each line with the places of its elements. */
export function* linesOf({ lines, width, inner }: LineParams): Generator<{ line: number; places: readonly number[] }> {
  for (let line = 0; line < lines; line++) {
    const first = Math.floor(line / inner) * inner * width + (line % inner);
    yield { line, places: Array.from({ length: width }, (_, i) => first + i * inner) };
  }
}
