import { describe, expect, test } from 'vitest';
import { KinfoldError } from '../../src/errors.js';
import type { TeachProgress } from '../../src/train/options.js';
import { argumentTransfers, packArguments, resultTransfers } from '../../src/worker/transfer.js';
import { packError, unpackError } from '../../src/worker/wire-error.js';
import { refusal, supervise } from '../support/supervised.js';

const picture = Uint8Array.of(1, 2, 3);

describe('values', () => {
  test('every method reaches the engine with its arguments and brings its result back', async () => {
    const { engine, fakes } = await supervise();
    expect(await engine.info()).toMatchObject({ adapter: 'fake', embeddingWidth: 4 });
    expect(await engine.embed([picture, picture])).toEqual([Float32Array.of(0, 0, 0, 1), Float32Array.of(1, 0, 0, 1)]);
    expect(await engine.enrol('Ada', [picture])).toEqual({ identity: 'Ada', added: 1, pictures: 1 });
    expect(await engine.enrol('Bob', [picture])).toMatchObject({ identity: 'Bob' });
    await engine.remove('Bob');
    expect(await engine.identities()).toEqual([{ identity: 'Ada', pictures: 1 }]);
    expect(await engine.verify('Ada', picture, { threshold: 0.25 })).toMatchObject({ match: true, threshold: 0.25 });
    expect(await engine.identify([picture], { threshold: 0.75 })).toMatchObject({ identity: null, threshold: 0.75 });
    expect((await engine.histograms()).positive).toEqual({ counts: [1, 2] });
    expect(await engine.templates()).toMatchObject({ embeddings: Float32Array.of(1, 0, 0, 0), identities: ['Ada'] });
    const file = await engine.save();
    expect(JSON.parse(new TextDecoder().decode(file))).toEqual({ gallery: ['Ada'], weight: 0 });
    await engine.remove('Ada');
    await engine.load(file);
    expect(await engine.save()).toEqual(file);
    expect(fakes[0]!.log.find(([name]) => name === 'verify')).toMatchObject([
      'verify',
      'Ada',
      picture,
      { threshold: 0.25 },
    ]);
  });

  test('the caller keeps the pictures and the file that it passed', async () => {
    const { engine } = await supervise();
    const mine = Uint8Array.of(1, 2, 3);
    await engine.embed([mine, mine.buffer]);
    expect(mine).toEqual(Uint8Array.of(1, 2, 3));
    const file = await engine.save();
    await engine.load(file);
    expect(file.byteLength).toBeGreaterThan(0);
  });

  test('an argument that no worker can be sent is refused', async () => {
    const { engine } = await supervise();
    const error = await refusal(engine.enrol('Ada', [(() => {}) as unknown as Uint8Array]), 'argument-invalid');
    expect(error.message).toMatch(/^enrol: an argument cannot be sent/);
    expect(error.cause).toMatchObject({ name: 'DataCloneError' });
    expect(await engine.identities()).toEqual([]);
  });
});

describe('transfer', () => {
  test('a view takes along its own bytes only', () => {
    const large = new Uint8Array(1000).fill(7);
    const [pictures] = packArguments([[large.subarray(10, 14), large]] as const);
    expect(pictures[0]!.buffer.byteLength).toBe(4);
    expect(pictures[0]).toEqual(large.subarray(10, 14));
    expect(pictures[1]).toBe(large);
    expect(argumentTransfers([pictures])).toEqual([]);
  });

  test('results hand over each buffer once, and none that they fill in part', () => {
    const whole = new Float32Array(4);
    const part = new Float32Array(8).subarray(0, 4);
    const file = new Uint8Array(3);
    expect(resultTransfers([whole, whole, part], file)).toEqual([whole.buffer, file.buffer]);
    expect(resultTransfers({ identity: 'Ada' }, undefined)).toEqual([]);
  });
});

describe('errors', () => {
  const across = (thrown: unknown) => unpackError(structuredClone(packError(thrown)));

  test('class, code, message, stack and the causes survive', () => {
    const root = new RangeError('too far');
    const thrown = new KinfoldError('device-lost', 'the device was lost', {
      cause: new KinfoldError('out-of-memory', 'no memory', { cause: root }),
    });
    const error = across(thrown) as KinfoldError;
    expect(error).toBeInstanceOf(KinfoldError);
    expect(error).toMatchObject({ name: 'KinfoldError', code: 'device-lost', message: 'the device was lost' });
    expect(error.stack).toBe(thrown.stack);
    expect(error.cause).toBeInstanceOf(KinfoldError);
    expect(error.cause).toMatchObject({ code: 'out-of-memory' });
    expect((error.cause as Error).cause).toMatchObject({ name: 'RangeError', message: 'too far' });
  });

  test('whatever else is thrown arrives as an error', () => {
    expect(across(new TypeError('no'))).toMatchObject({ name: 'TypeError', message: 'no' });
    expect(across(new TypeError('no'))).not.toHaveProperty('code');
    expect(across('just a text')).toMatchObject({ name: 'Error', message: 'just a text' });
    expect(across(new Error('x', { cause: { status: 404 } })).cause).toEqual({ status: 404 });
    expect(across(new Error('x', { cause: () => 1 })).cause).toBe('() => 1');
  });

  test('a cycle of causes ends', () => {
    const thrown = new Error('round');
    thrown.cause = thrown;
    let depth = 0;
    for (let error: unknown = across(thrown); error instanceof Error; error = error.cause) depth++;
    expect(depth).toBe(9);
  });

  test("the engine's refusals keep their code", async () => {
    const { engine } = await supervise();
    const error = await refusal(engine.remove('Nobody'), 'identity-unknown');
    expect(error.message).toBe('remove: "Nobody" is not enrolled');
  });
});

describe('teach', () => {
  test('progress comes step by step, the report at the end', async () => {
    const { engine, fakes } = await supervise();
    await engine.enrol('Ada', [picture]);
    const teaching = engine.teach({ steps: 2, margin: 0.5 });
    expect(fakes[0]!.log.some(([name]) => name === 'teach')).toBe(false);
    expect(await teaching.next()).toMatchObject({ done: false, value: { step: 1, loss: 1 } });
    expect(await teaching.next()).toMatchObject({ done: false, value: { step: 2, loss: 0.5 } });
    expect(await teaching.next()).toMatchObject({ done: true, value: { steps: 2, identities: 1 } });
    expect(await teaching.next()).toEqual({ done: true, value: undefined });
    expect(fakes[0]!.log).toContainEqual(['teach', { steps: 2, margin: 0.5 }]);
  });

  test('leaving the loop ends the teach in the engine', async () => {
    const { engine, fakes } = await supervise();
    const before = await engine.save();
    for await (const { step } of engine.teach({ steps: 100 })) if (step === 2) break;
    expect(fakes[0]!.log.at(-1)).toEqual(['teach ended']);
    expect(await engine.save()).toEqual(before);
  });

  test.each([0, 1, 2, 3])('an abort after step %i rejects with its reason and changes nothing', async (after) => {
    const { engine } = await supervise();
    const before = await engine.save();
    const controller = new AbortController();
    const seen: TeachProgress[] = [];
    if (after === 0) controller.abort('enough');
    const run = async () => {
      for await (const progress of engine.teach({ steps: 3, signal: controller.signal })) {
        seen.push(progress);
        if (progress.step === after) controller.abort('enough');
      }
    };
    expect((await refusal(run(), 'aborted')).cause).toBe('enough');
    expect(seen).toHaveLength(after);
    expect(await engine.save()).toEqual(before);
  });

  test('an error of the engine in the middle is passed on', async () => {
    const { engine } = await supervise({
      change: (fake) => {
        // biome-ignore lint/correctness/useYield: this teach fails at once
        fake.teach = async function* () {
          throw new KinfoldError('not-finite', 'teach: the features have NaN');
        };
      },
    });
    await refusal(engine.teach().next(), 'not-finite');
  });
});
