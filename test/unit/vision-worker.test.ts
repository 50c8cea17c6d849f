import { describe, expect, test, vi } from 'vitest';
import type { Pixels } from '../../src/image/picture.js';
import { connectVision } from '../../src/vision/client.js';
import { RemoteVision } from '../../src/vision/remote.js';
import { serveVision } from '../../src/vision/serve.js';
import { ChannelWorker } from '../support/channel-worker.js';
import { fakeInfo } from '../support/fake-vision.js';
import { refusal } from '../support/supervised.js';
import { superviseVision } from '../support/supervised-vision.js';

const frame: Pixels = { width: 80, height: 60, data: new Uint8Array(80 * 60 * 4).fill(100) };
const never = () => new Promise<never>(() => {});

/** The first worker's detector never answers. */
const hanging = {
  change: (
    parts: Parameters<NonNullable<NonNullable<Parameters<typeof superviseVision>[0]>['change']>>[0],
    worker: number,
  ) => (worker === 0 ? { ...parts, detector: { run: never } } : parts),
};

describe('a pipeline in a worker', () => {
  test('answers as one on this thread', async () => {
    const { vision } = await superviseVision();
    expect(await vision.info()).toEqual(fakeInfo);
    const seen = await vision.observe(frame, 10);
    expect(seen).toMatchObject({ frame: 0, time: 10, width: 80, height: 60 });
    expect(seen!.faces[0]).toMatchObject({ track: 0, crop: { width: 112, height: 112 } });
    expect(Object.keys(seen!.stages)).toEqual([
      'wait',
      'decode',
      'detect',
      'track',
      'landmarks',
      'quality',
      'liveness',
      'align',
    ]);
  });

  test('never has more than one frame on its way: of a burst the first and the last are seen', async () => {
    const { vision, fakes } = await superviseVision();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, time) => vision.observe(frame, time)));
    expect(answers.flatMap((answer) => (answer ? [answer.frame] : []))).toEqual([0, 49]);
    expect(fakes[0]!.log.filter((name) => name === 'detector')).toHaveLength(2);
  });

  test('errors keep their code across the border, and the next frame is looked at', async () => {
    const { vision } = await superviseVision();
    await vision.observe(frame, 100);
    await refusal(vision.observe(frame, 50), 'argument-invalid');
    expect(await vision.observe(frame, 200)).toMatchObject({ frame: 2 });
  });
});

describe('a worker that died', () => {
  test('rejects the frame that it looked at and the one that waited; restart() brings another', async () => {
    const { vision, workers } = await superviseVision(hanging);
    const pending = [vision.observe(frame, 0), vision.observe(frame, 1)].map((call) => refusal(call, 'worker-crashed'));
    workers[0]!.fail('out of memory');
    for (const error of await Promise.all(pending)) {
      expect(error.message).toBe('Vision.observe: the vision worker failed: out of memory; call restart()');
    }
    await refusal(vision.observe(frame, 2), 'worker-crashed');
    await refusal(vision.info(), 'worker-crashed');
    await vision.restart();
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
    expect(await vision.observe(frame, 3)).toMatchObject({ frame: 3 });
  });

  test('does not give its numbers of faces to other people', async () => {
    const { vision, workers, fakes } = await superviseVision();
    fakes[0]!.script.places = [
      [0.1, 0.2, 0.4, 0.6],
      [0.6, 0.2, 0.8, 0.5],
    ];
    expect((await vision.observe(frame, 0))!.faces.map(({ track }) => track)).toEqual([0, 1]);
    workers[0]!.fail('gone');
    await vision.restart();
    expect((await vision.observe(frame, 1))!.faces.map(({ track }) => track)).toEqual([2]);
    await vision.restart();
    expect((await vision.observe(frame, 0))!.faces.map(({ track }) => track)).toEqual([3]);
  });

  test('of silence is found by the time-out', async () => {
    const { vision, workers } = await superviseVision({ ...hanging, timeout: 1500 });
    const error = await refusal(vision.observe(frame, 0), 'timeout');
    expect(error.message).toMatch(/^Vision.observe: no sign of life from the vision worker in 1500 ms/);
    expect(workers[0]!.isTerminated).toBe(true);
    await vision.restart();
    expect(await vision.observe(frame, 1)).toMatchObject({ frame: 1 });
  });

  test('frames that come while another starts are looked at by that one', async () => {
    const { vision, workers } = await superviseVision();
    workers[0]!.fail('gone');
    const restarting = vision.restart();
    const seen = vision.observe(frame, 0);
    await restarting;
    expect(await seen).toMatchObject({ frame: 0 });
    expect(workers).toHaveLength(2);
  });
});

describe('close', () => {
  test('rejects what is pending and what comes later, and ends the worker', async () => {
    const { vision, workers } = await superviseVision(hanging);
    const pending = [vision.observe(frame, 0), vision.observe(frame, 1)].map((call) => refusal(call, 'closed'));
    await vision.close();
    await Promise.all(pending);
    await refusal(vision.observe(frame, 2), 'closed');
    await refusal(vision.info(), 'closed');
    await refusal(vision.restart(), 'closed');
    expect(workers[0]!.isTerminated).toBe(true);
  });
});

describe('connectVision', () => {
  const options = { detector: 'https://kinfold.test/detector.json', backbone: 'https://kinfold.test/backbone.json' };

  test('rejects with what opening the pipeline throws and ends the worker', async () => {
    const open = async () => {
      throw new TypeError('no such thing');
    };
    const worker = new ChannelWorker((endpoint) => serveVision(open, endpoint));
    await expect(RemoteVision.connect(() => worker, options, 2000)).rejects.toThrow('no such thing');
    expect(worker.isTerminated).toBe(true);
  });

  test('refuses senseless options and a thread without workers', async () => {
    await refusal(connectVision({ ...options, timeout: 0 }), 'argument-invalid');
    await refusal(connectVision({ ...options, detector: 'no base to resolve this' }), 'argument-invalid');
    await refusal(connectVision({ ...options, liveness: ['no base either'] }), 'argument-invalid');
    // onnxruntime brings one along where there is none.
    vi.stubGlobal('Worker', undefined);
    await refusal(connectVision(options), 'dependency-missing');
    vi.unstubAllGlobals();
  });
});
