import { expect, it } from 'vitest';
import type { Engine } from '../../src/engine/types.js';
import { expectBitEqual } from '../support/compare.js';
import { code, enrolEveryone, openEngine, teach } from '../support/engine-under-test.js';
import { picturesOf } from '../support/tiny-engine.js';

const fast = { steps: 4, learningRate: 3e-3, patience: 4 };
const history = async (engine: Engine) => (await engine.info()).history;

it('undoes and redoes teaches, the weights and nothing else', async () => {
  const { engine } = await openEngine({ backend: 'cpu' });
  await enrolEveryone(engine);
  const states = [await engine.exportDelta()];
  for (const seed of [1, 2]) {
    expect((await teach(engine, { ...fast, seed })).report.kept).toBe('after');
    states.push(await engine.exportDelta());
  }
  expect(await history(engine)).toEqual({ undo: 2, redo: 0 });
  await engine.undo();
  expectBitEqual('one back', await engine.exportDelta(), states[1]!);
  await engine.enrol('Ada', picturesOf('Ada', 90, 1));
  await engine.undo();
  expectBitEqual('two back', await engine.exportDelta(), states[0]!);
  expect((await engine.identities())[0]).toEqual({ identity: 'Ada', pictures: 5 });
  await expect(engine.undo()).rejects.toEqual(code('argument-invalid'));
  await engine.redo();
  await engine.redo();
  expectBitEqual('forward again', await engine.exportDelta(), states[2]!);
  expect((await engine.identify(picturesOf('Bo', 50, 1)[0]!)).identity).toBe('Bo');
  await expect(engine.redo()).rejects.toEqual(code('argument-invalid'));
});

it('forgets what could be redone with the next teach, and all with a load', async () => {
  const { engine } = await openEngine({ backend: 'cpu' });
  await enrolEveryone(engine);
  await teach(engine, { ...fast, seed: 1 });
  await engine.undo();
  expect(await history(engine)).toEqual({ undo: 0, redo: 1 });
  await teach(engine, { ...fast, seed: 2 });
  expect(await history(engine)).toEqual({ undo: 1, redo: 0 });
  await engine.load(await engine.save());
  expect(await history(engine)).toEqual({ undo: 0, redo: 0 });
});

it('keeps no step for a teach whose weights were not taken', async () => {
  const { engine } = await openEngine({ backend: 'cpu' });
  await enrolEveryone(engine);
  const { report } = await teach(engine, { ...fast, learningRate: 1e30, optimiser: 'sgd' });
  expect(report.kept).toBe('before');
  expect(await history(engine)).toEqual({ undo: 0, redo: 0 });
});

it('loses no step on a lost device: it is gone back on the next one', async () => {
  const { engine, loseDevice } = await openEngine();
  await enrolEveryone(engine);
  const before = await engine.exportDelta();
  expect((await teach(engine, { ...fast, seed: 1 })).report.kept).toBe('after');
  loseDevice();
  await expect(engine.identify(picturesOf('Bo', 50, 1)[0]!)).rejects.toEqual(code('device-lost'));
  await expect(engine.undo()).rejects.toEqual(code('device-lost'));
  expect(await history(engine)).toEqual({ undo: 1, redo: 0 });
  await engine.restart();
  await engine.undo();
  expectBitEqual('one back', await engine.exportDelta(), before);
});
