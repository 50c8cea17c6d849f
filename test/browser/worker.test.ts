import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readOnnx } from '../../src/onnx/read.js';
import { BrowserPage } from '../support/browser.js';
import { tinyCard } from '../support/tiny-card.js';
import { tinyConvModel } from '../support/tiny-conv.js';
import { tinyBackbone } from '../support/tiny-onnx.js';
import type { Scenarios } from './page.js';

// Compiling kernels on a software adapter takes its time when the processor is shared.
vi.setConfig({ testTimeout: 180_000 });

let chromium: BrowserPage;

beforeAll(async () => {
  // Features that tell the colours apart, some of them negative.
  const model = tinyBackbone({ weight: (row, channel) => [1, -2, 0.5, 3, -1][(row * 2 + channel) % 5]! });
  const conv = await tinyConvModel();
  chromium = await BrowserPage.open(
    {
      page: 'test/browser/page.ts',
      'engine.worker': 'src/worker/engine.worker.ts',
      'probe.worker': 'test/browser/probe.worker.ts',
    },
    {
      'app/index.html': '<!doctype html><title>Kinfold</title><script type="module" src="/page.js"></script>',
      'favicon.ico': '',
      'app/models/tiny.json': JSON.stringify(await tinyCard(model)),
      'app/models/tiny.onnx': model,
      'app/models/tiny-conv.json': JSON.stringify({ ...conv.card, source: 'tiny-conv.onnx' }),
      'app/models/tiny-conv.onnx': conv.bytes,
    },
    '/app/',
  );
});

afterAll(() => chromium?.close());

/** Runs a scenario in the page. */
function run<Name extends keyof Scenarios>(
  name: Name,
  ...args: Parameters<Scenarios[Name]>
): Promise<Awaited<ReturnType<Scenarios[Name]>>> {
  type Running = Record<string, (...args: unknown[]) => unknown>;
  return chromium.page.evaluate(
    ([name, args]) => (globalThis as unknown as { scenarios: Running }).scenarios[name]!(...args),
    [name, args] as const,
  ) as Promise<Awaited<ReturnType<Scenarios[Name]>>>;
}

const squaredDistance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, index) => sum + (value - b[index]!) ** 2, 0);

describe('an engine in a worker under a strict Content-Security-Policy', () => {
  test('features reach the kernels with no read-back', async () => {
    const seen = await run('features');
    console.info(`adapter: ${seen.adapter}`);
    expect(seen.providers).toEqual(['webgpu', 'wasm']);
    expect(seen.devices).toBe(1);
    // One copy out of the GPU: the three embeddings.
    expect(seen.readBacks).toEqual([3 * seen.widths.embedding * 4]);
    expect(seen.enrolReadBacks).toContain(seen.widths.features * 4);
    for (const [index, embedding] of seen.gpu.entries()) {
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
      expect(squaredDistance(embedding, seen.host[index]!)).toBeLessThan(1e-10);
    }
    expect(squaredDistance(seen.gpu[0]!, seen.gpu[1]!)).toBeGreaterThan(1e-3);
  });

  test.each(['wasm', 'webgpu'] as const)('calls at the same time do not mix their pictures (%s)', async (provider) => {
    const { alone, together } = await run('together', provider);
    expect(together).toEqual(alone);
  });

  test('a bitmap stays with the caller, a video frame is closed', async () => {
    const { bitmapWidth, frameFormat, embeddings } = await run('handedOver');
    expect(bitmapWidth).toBe(8);
    expect(frameFormat).toBeNull();
    for (const embedding of embeddings) expect(squaredDistance(embedding, embeddings[0]!)).toBeLessThan(1e-4);
  });
});

describe('when things break', () => {
  test('a killed worker rejects what is pending, and restart() brings gallery and weights back', async () => {
    const { refused, later, heardAfter, before, after, who } = await run('killed');
    expect(refused).toEqual({
      code: 'worker-crashed',
      message: 'embed: the engine worker was terminated; call restart()',
    });
    expect(heardAfter).toBeLessThan(5000);
    expect(later.code).toBe('worker-crashed');
    expect(after).toBe(before);
    expect(who).toEqual(['red', 'blue']);
  });

  test('an uncaught exception in the worker is a crash', async () => {
    const { refused, identities } = await run('broken');
    expect(refused.code).toBe('worker-crashed');
    expect(refused.message).toMatch(/broken by the test/);
    expect(identities).toEqual([
      { identity: 'red', pictures: 3 },
      { identity: 'blue', pictures: 3 },
    ]);
  });

  test('a lost device leaves gallery and weights, restart() opens another, and a teach does so by itself', async () => {
    const { refused, before, lost, after, undisturbed, disturbed, who, devices, workers } = await run('deviceLost');
    expect(refused.code).toBe('device-lost');
    expect(lost).toBe(before);
    expect(after).toBe(before);
    expect(disturbed).toBe(undisturbed);
    expect(who).toEqual(['red', 'blue']);
    expect({ devices, workers }).toEqual({ devices: 3, workers: 0 });
  });

  test('a teach can be aborted at any step and changes nothing', async () => {
    const { outcomes, isTaught } = await run('aborted');
    expect(outcomes).toEqual(Array.from({ length: 5 }, () => ({ code: 'aborted', isUnchanged: true })));
    expect(isTaught).toBe(true);
  });

  test('what cannot be started says why', async () => {
    const { wrongUrl, elsewhere, noAdapter, noModel } = await run('refusals');
    expect(wrongUrl.code).toBe('worker-crashed');
    expect(wrongUrl.message).toMatch(/could not be loaded; check that workerUrl/);
    expect(elsewhere.code).toBe('worker-crashed');
    expect(elsewhere.message).toMatch(/elsewhere\.invalid.*own origin/);
    expect(noAdapter.code).toBe('adapter-missing');
    expect(noModel.code).toBe('model-missing');
    // The browser's own lines about the two files that are not there.
    expect(chromium.complaints.splice(0).filter((line) => !/404|elsewhere\.invalid/.test(line))).toEqual([]);
  });
});

describe('after all of that', () => {
  test('a whole network learns, and leaves as ONNX and as a delta', async () => {
    const { provider, trainable, losses, onnx, taught, plain, applied } = await run('wholeNetwork');
    expect([provider, trainable, losses.length]).toEqual([null, 'all', 4]);
    expect(squaredDistance(taught, plain)).toBeGreaterThan(1e-9);
    expect(applied).toEqual(taught);
    const { outputs } = readOnnx(Uint8Array.from(Buffer.from(onnx, 'hex'))).graph;
    expect(outputs.map(({ name }) => name)).toEqual(['embedding']);
  });

  test('nothing was asked of another origin, forbidden by the policy or complained about', () => {
    expect(chromium.requests).toContain('/engine.worker.js');
    expect(chromium.requests.some((path) => path.startsWith('/ort/'))).toBe(true);
    expect(chromium.foreignRequests).toEqual([]);
    expect(chromium.site.violations).toEqual([]);
    expect(chromium.complaints).toEqual([]);
  });

  test('a violation would have been heard of, from the page and from a worker', async () => {
    await run('violate');
    await expect.poll(() => chromium.site.violations.length).toBe(2);
  });
});
