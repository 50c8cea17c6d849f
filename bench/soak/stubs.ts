import type { ModelCard } from '../../src/backbone/card.js';
import { trialCards } from '../../src/backbone/cards.js';
import { sha256 } from '../../src/backbone/checksum.js';
import type { LoadedModel } from '../../src/backbone/load.js';
import { createRandom } from '../../src/cpu/random.js';
import { channelsOf } from '../../src/image/tensor.js';
import { intAttribute, model, node, tensor, value } from '../../test/support/tiny-onnx.js';

/** An output: `bias[row] + Σ weight(row, channel) · mean of the channel`, and what comes after. */
interface Output {
  readonly name: string;
  readonly bias: readonly number[];
  readonly weight?: (row: number, channel: number) => number;
  readonly activation?: 'Sigmoid';
}

/** A network that takes the pictures of a card and sees nothing of them but their mean colour. */
async function meanColourNetwork(card: ModelCard, outputs: readonly Output[]): Promise<LoadedModel> {
  const channels = channelsOf(card.input);
  const { width, height, name = 'input' } = card.input;
  const bytes = model({
    nodes: [
      node('GlobalAveragePool', [name], 'pooled'),
      node('Flatten', ['pooled'], 'mean'),
      ...outputs.flatMap(({ name: output, activation }) => {
        const linear = activation ? `${output} linear` : output;
        const gemm = node('Gemm', ['mean', `${output} weight`, `${output} bias`], linear, [intAttribute('transB', 1)]);
        return activation ? [gemm, node(activation, [linear], output)] : [gemm];
      }),
    ],
    initialisers: outputs.flatMap(({ name: output, bias, weight = () => 0 }) => [
      tensor({
        name: `${output} weight`,
        dims: [bias.length, channels],
        values: bias.flatMap((_, row) => Array.from({ length: channels }, (_, channel) => weight(row, channel))),
      }),
      tensor({ name: `${output} bias`, dims: [bias.length], values: bias }),
    ]),
    inputs: [value(name, [1, channels, height, width])],
    outputs: outputs.map(({ name: output, bias }) => value(output, [1, bias.length])),
  });
  return { card: { ...card, sha256: await sha256(bytes) }, bytes };
}

const stubbed = (card: ModelCard): ModelCard => ({
  ...card,
  name: `stub of ${card.name}`,
  licence: 'MIT',
  origin: 'written by the soak',
});

/** Finds one face, in the middle, in every frame whose mean is above `least` of what the card makes of pixels. */
export function stubDetector(least = -0.4): Promise<LoadedModel> {
  const slope = (row: number) => (row === 0 ? -40 : 40) / 3;
  return meanColourNetwork(stubbed(trialCards.detector), [
    { name: 'scores', bias: [40 * least, -40 * least], weight: slope, activation: 'Sigmoid' },
    { name: 'boxes', bias: [0.35, 0.2, 0.65, 0.75] },
  ]);
}

/** Finds the same 68 points in every face. */
export function stubLandmarks(points: readonly number[]): Promise<LoadedModel> {
  return meanColourNetwork(stubbed(trialCards.landmarks), [{ name: 'output', bias: points }]);
}

/** 512 features of [1, 3, 112, 112]; faces of one colour are one person's. */
export function stubBackbone(): Promise<LoadedModel> {
  const random = createRandom(5);
  const rows = Array.from({ length: 512 }, () => Array.from({ length: 3 }, () => random.normal()));
  return meanColourNetwork(stubbed(trialCards.backbone), [
    { name: 'output', bias: rows.map(() => 0), weight: (row, channel) => rows[row]![channel]! },
  ]);
}

/** Takes every face for a living one. */
export function stubLiveness(): Promise<LoadedModel> {
  const card: ModelCard = {
    name: 'stub of a presentation-attack network',
    task: 'liveness',
    source: 'liveness.onnx',
    sha256: '',
    input: { name: 'input', width: 80, height: 80, layout: 'NCHW', colour: 'BGR', mean: [0], std: [1] },
    output: { name: 'output', width: 2 },
    liveness: { scale: 2.7, crop: 'inside', live: 1, activation: 'softmax' },
    licence: 'MIT',
    origin: 'written by the soak',
  };
  return meanColourNetwork(card, [{ name: 'output', bias: [-2, 2] }]);
}
