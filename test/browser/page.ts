// What the tests in worker.test.ts have the page do; each scenario answers with plain data to be judged there.
import { connect } from '../../src/worker/client.js';
import { createProbe } from './probe.js';
import { hex, options, picture, refusalOf, startTwoIdentities, teaching, whoAre } from './setting.js';
import { wholeNetwork } from './whole-network.js';

/** The workers that were started, so that a scenario can kill one behind the SDK's back. */
const workers: Worker[] = [];
globalThis.Worker = class extends Worker {
  constructor(url: string | URL, settings?: WorkerOptions) {
    super(url, settings);
    workers.push(this);
  }
};

const colours = [picture(220, 60, 90, 1), picture(70, 80, 200, 2), picture(10, 250, 30, 3)];

/** More than a worker embeds before a test can interfere. */
const many = Array.from({ length: 200 }, (_, index) => picture(index, 60, 90, index));

export const scenarios = {
  /** The same pictures over both providers, and what leaves the GPU meanwhile. */
  async features() {
    const probe = createProbe();
    const onGpu = await connect({ ...options, provider: 'webgpu', workerUrl: probe.url });
    // The worker that bundlers find by themselves.
    const onHost = await connect({ ...options, provider: 'wasm' });
    const [gpuInfo, hostInfo] = [await onGpu.info(), await onHost.info()];
    await probe.ask('count');
    const gpu = await onGpu.embed(colours);
    const { readBacks, devices } = await probe.ask('count');
    // The control: through the gallery, features do come back.
    await onGpu.enrol('red', [colours[0]!]);
    const { readBacks: enrolReadBacks } = await probe.ask('count');
    const host = await onHost.embed(colours);
    await onGpu.close();
    await onHost.close();
    return {
      providers: [gpuInfo.provider, hostInfo.provider],
      adapter: gpuInfo.adapter,
      widths: { features: gpuInfo.featureWidth, embedding: gpuInfo.embeddingWidth },
      gpu: gpu.map((embedding) => [...embedding]),
      host: host.map((embedding) => [...embedding]),
      devices,
      readBacks,
      enrolReadBacks,
    };
  },

  /** Calls at the same time must not see each other's pictures. */
  async together(provider: 'wasm' | 'webgpu') {
    const engine = await connect({ ...options, provider });
    const orders = [colours, colours.toReversed(), colours.slice(1)];
    const plain = (embeddings: Float32Array[]) => embeddings.map((embedding) => [...embedding]);
    const alone: number[][][] = [];
    for (const order of orders) alone.push(plain(await engine.embed(order)));
    const together = await Promise.all(orders.map((order) => engine.embed(order)));
    await engine.close();
    return { alone, together: together.map(plain) };
  },

  /** A bitmap stays the caller's, a frame is closed. */
  async handedOver() {
    const engine = await connect(options);
    const canvas = new OffscreenCanvas(8, 8);
    const context = canvas.getContext('2d')!;
    context.fillStyle = 'rgb(200 60 90)';
    context.fillRect(0, 0, 8, 8);
    const bitmap = await createImageBitmap(canvas);
    const frame = new VideoFrame(canvas, { timestamp: 0 });
    const blob = await canvas.convertToBlob({ type: 'image/png' });
    const embeddings = await engine.embed([bitmap, frame, blob]);
    await engine.close();
    return { bitmapWidth: bitmap.width, frameFormat: frame.format, embeddings: embeddings.map((each) => [...each]) };
  },

  /** The worker is terminated behind the SDK's back in the middle of a call. */
  async killed() {
    const { engine, unseen } = await startTwoIdentities();
    for await (const _ of engine.teach({ ...teaching, steps: 2 }));
    const before = hex(await engine.save());
    const pending = refusalOf(engine.embed(many));
    await new Promise((done) => setTimeout(done, 20));
    const killedAt = performance.now();
    workers.at(-1)!.terminate();
    const refused = await pending;
    const heardAfter = performance.now() - killedAt;
    const later = await refusalOf(engine.info());
    await engine.restart();
    const after = hex(await engine.save());
    const who = await whoAre(engine, unseen);
    await engine.close();
    return { refused, later, heardAfter, before, after, who };
  },

  /** An exception that nobody catches in the worker, in the middle of a call. */
  async broken() {
    const { engine, probe } = await startTwoIdentities();
    const pending = refusalOf(engine.embed(many));
    await probe.ask('break');
    const refused = await pending;
    await engine.restart();
    const identities = await engine.identities();
    await engine.close();
    return { refused, identities };
  },

  /** The device is destroyed between two questions, and in the middle of a teach. */
  async deviceLost() {
    const { engine, probe, unseen } = await startTwoIdentities();
    const before = hex(await engine.save());
    const started = workers.length;
    await probe.ask('destroy');
    const refused = await refusalOf(engine.identify(unseen.red));
    const lost = hex(await engine.save());
    await engine.restart();
    const after = hex(await engine.save());
    const start = await engine.save();
    const teach = async (loss?: number) => {
      // A step that is taken again on the new device comes again.
      let isLost = false;
      for await (const { step } of engine.teach({ ...teaching, checkpoint: 2 })) {
        if (step !== loss || isLost) continue;
        isLost = true;
        await probe.ask('destroy');
      }
      return hex(await engine.save());
    };
    const undisturbed = await teach();
    await engine.load(start);
    const disturbed = await teach(3);
    const who = await whoAre(engine, unseen);
    const { devices } = await probe.ask('count');
    await engine.close();
    return { refused, before, lost, after, undisturbed, disturbed, who, devices, workers: workers.length - started };
  },

  /** A teach aborted before it starts, after each of the first steps, and while a step runs. */
  async aborted() {
    const { engine } = await startTwoIdentities();
    const before = hex(await engine.save());
    const outcomes: { code: string; isUnchanged: boolean }[] = [];
    for (const at of [0, 1, 2, teaching.steps, 'meanwhile'] as const) {
      const controller = new AbortController();
      if (at === 0) controller.abort();
      const { code } = await refusalOf(
        (async () => {
          const steps = engine.teach({ ...teaching, signal: controller.signal });
          for (;;) {
            const next = steps.next();
            if (at === 'meanwhile') controller.abort();
            const { done, value } = await next;
            if (done) return;
            if (value.step === at) controller.abort();
          }
        })(),
      );
      outcomes.push({ code, isUnchanged: hex(await engine.save()) === before });
    }
    // The control: a teach that nobody aborts does change the weights. Its margin is one that they have not got.
    for await (const _ of engine.teach({ ...teaching, margin: 3, learningRate: 3e-3 }));
    const isTaught = hex(await engine.save()) !== before;
    await engine.close();
    return { outcomes, isTaught };
  },

  wholeNetwork,

  async refusals() {
    const noGpu = createProbe('&gpu=none');
    return {
      wrongUrl: await refusalOf(connect({ ...options, workerUrl: '/nothing/here.js' })),
      elsewhere: await refusalOf(connect({ ...options, workerUrl: 'https://elsewhere.invalid/engine.worker.js' })),
      noAdapter: await refusalOf(connect({ ...options, workerUrl: noGpu.url })),
      noModel: await refusalOf(connect({ ...options, backbone: 'models/none.json' })),
    };
  },

  /** Breaks the policy in the page and in a worker, so that a test sees that this is heard of. */
  async violate() {
    const { engine, probe } = await startTwoIdentities();
    await probe.ask('violate');
    await fetch('https://elsewhere.invalid/').catch(() => {});
    await engine.close();
  },
};

export type Scenarios = typeof scenarios;

Object.assign(globalThis, { scenarios });
