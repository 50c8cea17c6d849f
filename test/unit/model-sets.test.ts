import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import type { Engine } from '../../src/engine/types.js';
import { createEngine, type StoredModels } from '../../src/node/index.js';
import { cleanModels, trialModels } from '../support/models.js';

let engines: readonly Engine[];

beforeAll(async () => {
  const open = ({ backbone }: StoredModels) => createEngine({ backbone: backbone.path, backend: 'cpu' });
  engines = [await open(await trialModels()), await open(await cleanModels())];
});
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

test('a gallery of one set is refused by the other, which keeps its own', async () => {
  const random = createRandom(1);
  const noise = () => ({ width: 8, height: 8, data: Uint8Array.from({ length: 256 }, () => random.uniform() * 256) });
  for (const engine of engines) await engine.enrol('Ada', [noise(), noise()]);
  const [trial, clean] = await Promise.all(engines.map((engine) => engine.save()));
  const refused = expect.objectContaining({
    code: 'save-mismatch',
    message: expect.stringMatching(/with that backbone/),
  });
  await expect(engines[0]!.load(clean!)).rejects.toEqual(refused);
  await expect(engines[1]!.load(trial!)).rejects.toEqual(refused);
  for (const [index, file] of [trial!, clean!].entries()) {
    expect(await engines[index]!.save()).toEqual(file);
    await engines[index]!.load(file);
  }
});
