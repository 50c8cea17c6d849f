import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Decision } from '../../src/access/decision.js';
import { openCpu } from '../../src/cpu/index.js';
import type { Engine } from '../../src/engine/types.js';
import type { Backend, HostArray } from '../../src/gpu/backend.js';
import { serveEngine } from '../../src/worker/serve.js';
import { Supervisor } from '../../src/worker/supervisor.js';
import { faceOf, scriptedLiveness } from '../support/access.js';
import { ChannelWorker } from '../support/channel-worker.js';
import { cohortOf, strangers } from '../support/cohorts.js';
import { EngineDoor, enrolCalibrated, pictureOf } from '../support/engine-door.js';
import { openEngine } from '../support/engine-under-test.js';
import { openTinyEngine, tinyModel } from '../support/tiny-engine.js';

let cohort: Uint8Array;
beforeAll(async () => {
  cohort = await cohortOf(strangers(60, 1));
});

const doorOf = (engine: Engine) => new EngineDoor(engine, { liveness: [scriptedLiveness()] });

/** Ada as the camera sees her. */
const ada = () => [faceOf({ crop: pictureOf('Ada') })];

/** Plays Ada, and does something to the machine with the frame that is said. */
const playUntil = (door: EngineDoor, at: number, harm: () => void): Promise<Decision> =>
  door.play((frame) => {
    if (frame === at) harm();
    return ada();
  });

/** The engine that was harmed knows everybody once it is started again. */
async function expectRecovered(engine: Engine, door: EngineDoor): Promise<void> {
  await engine.restart();
  expect(await engine.identities()).toEqual(['Ada', 'Bo', 'Cy'].map((identity) => ({ identity, pictures: 4 })));
  expect(await door.play(ada)).toMatchObject({ authenticated: true, identity: 'Ada' });
}

describe.each([0, 1, 2])('with frame %i', (at) => {
  test('the device is destroyed', async () => {
    const { engine, loseDevice } = await openEngine();
    await enrolCalibrated(engine, cohort);
    const door = doorOf(engine);
    expect(await playUntil(door, at, loseDevice)).toMatchObject({ authenticated: false, reason: 'device-lost' });
    expect(await door.play(ada)).toMatchObject({ authenticated: false, reason: 'device-lost' });
    await expectRecovered(engine, door);
  });

  test.each(['fail', 'vanish', 'garble'] as const)('the worker dies: %s', async (way) => {
    const backbone = await tinyModel();
    const workers: ChannelWorker[] = [];
    const start = () => {
      const open = () => openTinyEngine({ backbone, backend: 'cpu' });
      const worker = new ChannelWorker((endpoint) => serveEngine(open, endpoint));
      workers.push(worker);
      return worker;
    };
    const engine = await Supervisor.connect(start, { backbone }, 300);
    onTestFinished(() => engine.close());
    await enrolCalibrated(engine, cohort);
    const door = doorOf(engine);
    const decision = await playUntil(door, at, () => workers[0]![way]());
    const reason = way === 'vanish' ? 'timeout' : 'worker-crashed';
    expect(decision).toMatchObject({ authenticated: false, reason });
    expect(await door.play(ada)).toMatchObject({ authenticated: false, reason: 'worker-crashed' });
    await expectRecovered(engine, door);
  });
});

test('the device is destroyed while the engine is asked', async () => {
  const { engine, loseDevice } = await openEngine();
  await enrolCalibrated(engine, cohort);
  const door = doorOf(engine);
  const attempt = door.begin();
  await door.observe(attempt, ada());
  await door.observe(attempt, ada());
  const pending = door.observe(attempt, ada());
  await new Promise((resolve) => setTimeout(resolve));
  loseDevice();
  expect(await pending).toMatchObject({ decision: { authenticated: false, reason: 'device-lost' } });
  await expectRecovered(engine, door);
});

describe('an embedding that the device forges', () => {
  /** A backend whose embeddings are what `forge` makes of them. */
  function forged(backend: Backend, forge: () => ((value: number) => number) | undefined): Backend {
    return new Proxy(backend, {
      get(target, key) {
        const value = Reflect.get(target, key, target);
        if (key !== 'compile') return typeof value === 'function' ? value.bind(target) : value;
        return async (label: string, ...rest: [never]) => {
          const program = await target.compile(label, ...rest);
          const read = program.runAndRead.bind(program);
          if (label === 'embed') {
            program.runAndRead = async (slice): Promise<HostArray> => {
              const values = await read(slice);
              const change = forge();
              return change ? values.map(change) : values;
            };
          }
          return program;
        };
      },
    });
  }

  test.each<[string, (value: number) => number]>([
    ['NaN', () => Number.NaN],
    ['zero', () => 0],
    ['huge', (value) => value * 1e18],
    ['infinite', () => Number.POSITIVE_INFINITY],
    ['a little too long', (value) => value * 1.01],
  ])('%s, from any frame on', async (_, change) => {
    let forge: typeof change | undefined;
    const { engine } = await openEngine(
      { backend: 'cpu' },
      { openBackend: async () => forged(openCpu(), () => forge) },
    );
    await enrolCalibrated(engine, cohort);
    const door = doorOf(engine);
    for (const at of [0, 1, 2]) {
      forge = undefined;
      const decision = await playUntil(door, at, () => {
        forge = change;
      });
      expect(decision).toMatchObject({ authenticated: false, reason: 'embedding-invalid' });
    }
    forge = undefined;
    await expectRecovered(engine, door);
  });
});
