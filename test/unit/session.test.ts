import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { chooseProvider, openSession } from '../../src/backbone/session.js';

const refusal = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ name: 'KinfoldError', code, message: expect.stringMatching(message) });

describe('a run that fails on the GPU', () => {
  const lossAfter = (ms: number) => {
    const lost = new Promise((resolve) => setTimeout(resolve, ms, { reason: 'unknown', message: '' }));
    return { lost } as unknown as GPUDevice;
  };
  const run = async (device: GPUDevice) => {
    const network = { inputNames: ['x'], outputNames: ['y'], run: () => Promise.reject(new Error('mapAsync failed')) };
    class Tensor {
      dispose() {}
    }
    const runtime = { InferenceSession: { create: async () => network }, Tensor, env: { wasm: {} } };
    vi.doMock('onnxruntime-web/webgpu', () => runtime);
    onTestFinished(() => void vi.doUnmock('onnxruntime-web/webgpu'));
    const session = await openSession(new Uint8Array(), { provider: 'webgpu', device });
    return session.run(new Float32Array(1), [1]);
  };

  test('is device-lost although the loss is heard a little later', async () => {
    await expect(run(lossAfter(30))).rejects.toEqual(refusal('device-lost'));
  });
  test('is onnx-unsupported on a device that is well', async () => {
    await expect(run(lossAfter(5000))).rejects.toEqual(refusal('onnx-unsupported', /mapAsync failed/));
  });
});

test('the provider follows the adapter unless the caller says otherwise', () => {
  const device = {} as GPUDevice;
  expect(chooseProvider({})).toBe('wasm');
  expect(chooseProvider({ device })).toBe('webgpu');
  expect(chooseProvider({ device, isFallbackAdapter: true })).toBe('wasm');
  expect(chooseProvider({ device: { adapterInfo: { isFallbackAdapter: true } } as GPUDevice })).toBe('wasm');
  expect(chooseProvider({ device, isFallbackAdapter: true, provider: 'webgpu' })).toBe('webgpu');
  expect(chooseProvider({ device, provider: 'wasm' })).toBe('wasm');
  expect(() => chooseProvider({ provider: 'webgpu' })).toThrow(refusal('argument-invalid'));
});
