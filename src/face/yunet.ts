import { KinfoldError } from '../errors.js';
import type { Pixels } from '../image/picture.js';
import type { Candidate } from './boxes.js';

/** Pixels of the input between the cells of each of the three grids. */
const STRIDES = [8, 16, 32] as const;
/** Numbers of a cell in each output: what is a face, whether there is one, its box, its points. */
const WIDTHS = { cls: 1, obj: 1, bbox: 4, kps: 10 } as const;

/**
 * Reads the outputs of a YuNet detector (W. Wu, H. Peng, S. Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023). Each stride s has a
 * grid of cells, row by row, and four outputs: `cls_s` and `obj_s`, probabilities whose geometric mean is the score; `bbox_s`,
 * the centre as an offset from the cell and the logarithms of the sides; `kps_s`, offsets of five points. All in strides.
 * Boxes and points are in pixels of the picture.
 * @param input size of the network's input; both sides multiples of 32.
 * @throws `shape-mismatch` if an output is missing or of another length.
 */
export function decodeYuNet(
  outputs: Readonly<Record<string, Float32Array>>,
  { width, height }: Pick<Pixels, 'width' | 'height'>,
  input: { readonly width: number; readonly height: number },
  minScore: number,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const stride of STRIDES) {
    const columns = input.width / stride;
    const cells = columns * (input.height / stride);
    const [cls, obj, bbox, kps] = (['cls', 'obj', 'bbox', 'kps'] as const).map((name) =>
      outputOf(outputs, `${name}_${stride}`, cells * WIDTHS[name]),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    for (let cell = 0; cell < cells; cell++) {
      const score = Math.sqrt(cls[cell]! * obj[cell]!);
      if (!(score >= minScore)) continue;
      const x = (offset: number) => ((offset + (cell % columns)) * stride * width) / input.width;
      const y = (offset: number) => ((offset + Math.floor(cell / columns)) * stride * height) / input.height;
      const boxWidth = (Math.exp(bbox[4 * cell + 2]!) * stride * width) / input.width;
      const boxHeight = (Math.exp(bbox[4 * cell + 3]!) * stride * height) / input.height;
      const box = {
        x: x(bbox[4 * cell]!) - boxWidth / 2,
        y: y(bbox[4 * cell + 1]!) - boxHeight / 2,
        width: boxWidth,
        height: boxHeight,
      };
      // Boxes count from the edge of the first pixel, points from its centre.
      const points = Array.from({ length: WIDTHS.kps / 2 }, (_, point) => ({
        x: x(kps[WIDTHS.kps * cell + 2 * point]!) - 0.5,
        y: y(kps[WIDTHS.kps * cell + 2 * point + 1]!) - 0.5,
      }));
      const places = [...Object.values(box), ...points.flatMap((point) => [point.x, point.y])];
      if (places.every(Number.isFinite)) candidates.push({ box, score, points });
    }
  }
  return candidates;
}

function outputOf(outputs: Readonly<Record<string, Float32Array>>, name: string, length: number): Float32Array {
  const output = outputs[name];
  if (output?.length === length) return output;
  throw new KinfoldError(
    'shape-mismatch',
    `detectFaces: got ${output?.length ?? 'no'} numbers of ${name}, expected ${length}; use a YuNet detector and give its card an input whose sides are multiples of 32, or name another decoder`,
  );
}
