import { KinfoldError } from '../../errors.js';
import type { Pixels } from '../../image/picture.js';
import type { Box } from '../boxes.js';
import { cropInside, cropMirrored } from './crop.js';

/** How a network of presentation attack detection is shown a face, and how its answer is read. */
export interface LivenessReading {
  /** Sides of what the network sees, as multiples of the face's box. */
  readonly scale: number;
  /**
   * What it sees where that reaches beyond the frame. 'inside': a rectangle of the box's shape, moved into the frame and made smaller
   * where it does not fit, as the MiniFASNets were trained. 'mirrored': a square over the longer side of the box, with the frame mirrored at its edges.
   */
  readonly crop: 'inside' | 'mirrored';
  /** Which of the output's numbers stands for a living face, from 0. */
  readonly live: number;
  /** What makes probabilities of the output's numbers; 'none' where they are such already. */
  readonly activation: 'softmax' | 'none';
}

/** An opened network of presentation attack detection. A `Model` of a card with the task 'liveness' is one. */
export interface LivenessNetwork {
  readonly card: {
    readonly name: string;
    readonly output: { readonly width: number };
    readonly liveness?: LivenessReading;
  };
  /** The name of the output that the card means. */
  readonly output: string;
  run(pixels: Pixels): Promise<Record<string, Float32Array>>;
}

/**
 * Asks a network whether the face in a frame is a living one.
 * @param pixels - the whole frame: such networks look at what surrounds a face, too. @param box - of the face, in pixels of the frame.
 * @returns 0..1, 1 a living face, 0 an attack; NaN if the network's answer is not finite, which no check takes for alive.
 * @throws KinfoldError `argument-invalid` for a card without `liveness` and for a box that does not meet the frame; `shape-mismatch` if the
 * network answers with other than the card's numbers.
 */
export async function scoreLiveness(network: LivenessNetwork, pixels: Pixels, box: Box): Promise<number> {
  const { name, output, liveness } = network.card;
  if (!liveness) {
    throw new KinfoldError(
      'argument-invalid',
      `scoreLiveness: the card "${name}" does not say how the network is read; pass a network whose card has the task 'liveness'`,
    );
  }
  const crop = liveness.crop === 'inside' ? cropInside : cropMirrored;
  const outputs = await network.run(crop(pixels, box, liveness.scale));
  const numbers = outputs[network.output];
  if (numbers?.length !== output.width) {
    throw new KinfoldError(
      'shape-mismatch',
      `scoreLiveness(${name}): got ${numbers?.length ?? 'no'} numbers but the card says ${output.width}; correct output.width in the card`,
    );
  }
  const probabilities = liveness.activation === 'softmax' ? softmax(numbers) : numbers;
  const score = probabilities[liveness.live]!;
  return score >= 0 && score <= 1 ? score : Number.NaN;
}

function softmax(numbers: Float32Array): Float64Array {
  const highest = numbers.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = Float64Array.from(numbers, (value) => Math.exp(value - highest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}
