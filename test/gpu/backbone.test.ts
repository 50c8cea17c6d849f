import { beforeAll, describe, expect, test } from 'vitest';
import { type Backbone, openBackbone } from '../../src/backbone/backbone.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { prepareWebgpuProvider } from '../../src/node/ort-webgpu.js';
import { createGpu, openTestGpu } from '../support/gpu.js';
import { tinyCard } from '../support/tiny-card.js';
import { tinyBackbone } from '../support/tiny-onnx.js';

const plain = (red: number, green: number, blue: number) => ({
  width: 8,
  height: 8,
  data: Uint8Array.from({ length: 256 }, (_, at) => [red, green, blue, 255][at % 4]!),
});

describe('the webgpu provider on our device', () => {
  let gpu: Gpu;
  let backbone: Backbone;

  beforeAll(async () => {
    gpu = await openTestGpu();
    prepareWebgpuProvider(createGpu(), gpu.device);
    const bytes = tinyBackbone();
    backbone = await openBackbone(await tinyCard(bytes), bytes, { provider: 'webgpu', device: gpu.device });
  });

  test('features are those of the wasm provider', async () => {
    const bytes = tinyBackbone();
    const wasm = await openBackbone(await tinyCard(bytes), bytes, { provider: 'wasm' });
    const picture = plain(1, 10, 100);
    expect(backbone.provider).toBe('webgpu');
    expect([...(await backbone.features(picture))]).toEqual([...(await wasm.features(picture))]);
    await wasm.release();
  });

  test('featuresOnGpu fills our buffer at its offset and makes no mappable buffer', async () => {
    const { device } = gpu;
    const target = device.createBuffer({ size: 48, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC });
    const usages: number[] = [];
    const createBuffer = device.createBuffer;
    device.createBuffer = (descriptor) => {
      usages.push(descriptor.usage);
      return createBuffer.call(device, descriptor);
    };
    await backbone.featuresOnGpu!(plain(1, 0, 0), { buffer: target, offset: 16 });
    await backbone.featuresOnGpu!(plain(0, 1, 0), { buffer: target, offset: 32 });
    device.createBuffer = createBuffer;
    expect(usages.filter((usage) => usage & GPUBufferUsage.MAP_READ)).toEqual([]);

    const staging = device.createBuffer({ size: 48, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(target, 0, staging, 0, 48);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    expect([...new Float32Array(staging.getMappedRange())]).toEqual([0, 0, 0, 0, 1, 2, 3, 4, 2, 3, 4, 5]);
    gpu.throwIfFailed();
  });

  test('after the device is destroyed a call rejects with device-lost', async () => {
    gpu.device.destroy();
    await gpu.device.lost;
    await expect(backbone.features(plain(1, 2, 3))).rejects.toMatchObject({ code: 'device-lost' });
  });

  test('another device takes over from a lost one', async () => {
    const next = await openTestGpu();
    prepareWebgpuProvider(createGpu(), next.device);
    const bytes = tinyBackbone();
    const again = await openBackbone(await tinyCard(bytes), bytes, { provider: 'webgpu', device: next.device });
    expect([...(await again.features(plain(1, 0, 0)))]).toEqual([1, 2, 3, 4]);
    await again.release();
  });
});
