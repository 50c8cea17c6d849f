import { describe, expect, it } from 'vitest';
import { openBackbone } from '../../src/backbone/backbone.js';
import { openDevice } from '../../src/gpu/device.js';
import { prepareWebgpuProvider } from '../../src/node/ort-webgpu.js';
import { createGpu, openTestGpu } from '../support/gpu.js';
import { tinyCard } from '../support/tiny-card.js';
import { intAttribute, model, node, tensor, value } from '../support/tiny-onnx.js';

/** ONNX's numbers of element types. */
const FLOAT = 1;
const FLOAT16 = 10;

/** Means of the three channels, worked out in half precision. */
const halfBackbone = () =>
  model({
    nodes: [
      node('Cast', ['picture'], 'half', [intAttribute('to', FLOAT16)]),
      node('GlobalAveragePool', ['half'], 'pooled'),
      node('Cast', ['pooled'], 'full', [intAttribute('to', FLOAT)]),
      node('Flatten', ['full'], 'flat'),
      node('Gemm', ['flat', 'weight', 'bias'], 'features', [intAttribute('transB', 1)]),
    ],
    initialisers: [
      tensor({ name: 'weight', dims: [4, 3], values: [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1] }),
      tensor({ name: 'bias', dims: [4], values: [0, 0, 0, 0] }),
    ],
    inputs: [value('picture', [1, 3, 8, 8])],
    outputs: [value('features', [1, 4])],
  });

const picture = {
  width: 8,
  height: 8,
  data: Uint8Array.from({ length: 256 }, (_, at) => [1, 10, 100, 255][at % 4]!),
};

describe('the device', () => {
  it('has every feature of the adapter that somebody uses, and no other', async () => {
    const adapter = await createGpu().requestAdapter();
    const used = ['shader-f16', 'subgroups', 'timestamp-query'].filter((name) => adapter!.features.has(name));
    const gpu = createGpu();
    const { device } = await openDevice(gpu);
    const optional = [...device.features].filter((name) => name !== 'core-features-and-limits');
    expect(optional.sort()).toEqual(used);
    device.destroy();
  });

  it('runs a backbone in half precision where the adapter can, and is told where it cannot', async () => {
    const gpu = await openTestGpu();
    prepareWebgpuProvider(createGpu(), gpu.device);
    const bytes = halfBackbone();
    const backbone = await openBackbone(await tinyCard(bytes), bytes, { provider: 'webgpu', device: gpu.device });
    const features = backbone.features(picture);
    const adapter = await createGpu().requestAdapter();
    if (adapter!.features.has('shader-f16')) expect([...(await features)]).toEqual([1, 10, 100, 111]);
    else await expect(features).rejects.toMatchObject({ code: 'onnx-unsupported' });
    await backbone.release();
    gpu.destroy();
  });
});
