import { expect, it } from 'vitest';
import { readSafetensors } from '../../src/encoder/safetensors.js';
import { encoderSha256 } from '../../src/engine/encoder-sum.js';
import { expectBitEqual } from '../support/compare.js';
import { enrolEveryone, openEngine, teach } from '../support/engine-under-test.js';
import { picturesOf, tinyModel, WIDTH } from '../support/tiny-engine.js';

it('templates are the embeddings of the enrolled pictures, with the sums of what made them', async () => {
  const backbone = await tinyModel();
  const { engine } = await openEngine({ backend: 'cpu', backbone });
  const empty = await engine.templates();
  expect(empty).toMatchObject({ embeddings: new Float32Array(0), width: WIDTH, pictures: [], identities: [] });

  await enrolEveryone(engine, 2);
  const before = await engine.templates();
  const embeddings = await engine.embed([
    ...picturesOf('Ada', 0, 2),
    ...picturesOf('Bo', 0, 2),
    ...picturesOf('Cy', 0, 2),
  ]);
  expectBitEqual('embeddings', before.embeddings, Float32Array.from(embeddings.flatMap((embedding) => [...embedding])));
  expect([...before.labels]).toEqual([0, 0, 1, 1, 2, 2]);
  expect(before.identities).toEqual(['Ada', 'Bo', 'Cy']);
  expect(new Set(before.pictures).size).toBe(6);
  expect(before.backboneSha256).toBe(backbone.card.sha256);
  expect(before.encoderSha256).toBe(empty.encoderSha256);

  // They are the caller's: what it does to them the engine does not see.
  before.embeddings.fill(0);
  expect((await engine.templates()).embeddings.some((value) => value !== 0)).toBe(true);

  await teach(engine, { margin: 3, learningRate: 3e-3 });
  const after = await engine.templates();
  expect(after.pictures).toEqual(before.pictures);
  expect(after.encoderSha256).not.toBe(before.encoderSha256);
  expect(await encoderSha256(readSafetensors(await engine.save()))).toBe(after.encoderSha256);
});
