import type { ModelCard } from '../../src/backbone/card.js';
import { sha256 } from '../../src/backbone/checksum.js';

/** The card of a file made by `tinyBackbone`: RGB as it is, 0..255. */
export async function tinyCard(bytes: Uint8Array, size = 8, width = 4): Promise<ModelCard> {
  return {
    name: 'tiny',
    task: 'backbone',
    source: 'tiny.onnx',
    sha256: await sha256(bytes),
    input: { name: 'picture', width: size, height: size, layout: 'NCHW', colour: 'RGB', mean: [0], std: [1] },
    output: { name: 'features', width },
    licence: 'MIT',
    origin: 'written by the tests',
  };
}
