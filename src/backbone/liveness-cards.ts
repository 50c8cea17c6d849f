import type { ModelCard } from './card.js';

const minivision = {
  task: 'liveness',
  input: { name: 'input', width: 80, height: 80, layout: 'NCHW', colour: 'BGR', mean: [0], std: [1] },
  output: { name: 'logits', width: 3 },
  licence: 'Apache-2.0',
} as const;

/**
 * Cards of networks that tell living faces from photographs and screens. No network is bundled. Where `source` is a file name, place the
 * file beside the card: these two were converted from PyTorch, and no public address of the same bytes is known.
 */
export const livenessCards = {
  minifas: {
    name: 'MiniFAS, box × 1.5, 128×128',
    task: 'liveness',
    source:
      'https://raw.githubusercontent.com/facenox/face-antispoof-onnx/2b0a221fda633ac0aa0b0797b578580ecbbb4f81/models/best/98.20/best_model.onnx',
    sha256: 'af2381b88f38769222ed93379e12444e2a50814575de1c46170de570c55a42b6',
    input: { name: 'input', width: 128, height: 128, layout: 'NCHW', colour: 'RGB', mean: [0], std: [255] },
    output: { name: 'output', width: 2 },
    liveness: { scale: 1.5, crop: 'mirrored', live: 0, activation: 'softmax' },
    licence: 'Apache-2.0',
    origin: 'J. R. Olazo, github.com/facenox/face-antispoof-onnx, 2025; trained on CelebA-Spoof',
    note: 'Answers [live, spoof].',
  },
  minifasnetV2: {
    ...minivision,
    name: 'MiniFASNet V2, box × 2.7, 80×80',
    source: 'minifasnet_v2_2.7_80.onnx',
    sha256: '9c92ee5e9a6e393ee5761ba431d63e0a59b9a2ce4d522ece589cd4d739ace1fb',
    liveness: { scale: 2.7, crop: 'inside', live: 1, activation: 'softmax' },
    origin:
      'Minivision, github.com/minivision-ai/Silent-Face-Anti-Spoofing, 2020, 2.7_80x80_MiniFASNetV2.pth, converted to ONNX; training data not published',
    note: 'Answers three classes, of which 1 is a living face.',
  },
  minifasnetV1se: {
    ...minivision,
    name: 'MiniFASNet V1SE, box × 4, 80×80',
    source: 'minifasnet_v1se_4.0_80.onnx',
    sha256: '0adf579342181b5e61f867bbb2f64dd4ce618b8aaa284a44b80736460f2a323a',
    liveness: { scale: 4, crop: 'inside', live: 1, activation: 'softmax' },
    origin:
      'Minivision, github.com/minivision-ai/Silent-Face-Anti-Spoofing, 2020, 4_0_0_80x80_MiniFASNetV1SE.pth, converted to ONNX; training data not published',
    note: 'Answers three classes, of which 1 is a living face. Its authors take the mean of its answer and that of V2.',
  },
} as const satisfies Record<string, ModelCard>;
