import { describe, expect, test } from 'vitest';
import type { RefusalReason } from '../../src/access/decision.js';
import type { Identification } from '../../src/engine/types.js';
import { KinfoldError, type KinfoldErrorCode } from '../../src/errors.js';
import { Door, THRESHOLD } from '../support/access.js';

const calibration = (isCurrent: boolean, threshold = THRESHOLD) =>
  ({ calibration: { isCurrent, verify: { threshold }, identify: { threshold } } }) as never;

describe('an engine that fails', () => {
  const codes: [KinfoldErrorCode, RefusalReason][] = [
    ['device-lost', 'device-lost'],
    ['worker-crashed', 'worker-crashed'],
    ['closed', 'worker-crashed'],
    ['timeout', 'timeout'],
    ['not-finite', 'embedding-invalid'],
    ['zero-vector', 'embedding-invalid'],
    ['gallery-empty', 'gallery-empty'],
    ['calibration-stale', 'not-calibrated'],
    ['store-tampered', 'store-untrusted'],
    ['busy', 'failed'],
    ['picture-corrupt', 'failed'],
  ];

  test.each(codes)('with %s at whichever question: nobody is authenticated, %s', async (code, reason) => {
    for (const method of ['info', 'identify'] as const) {
      for (let after = 0; after < 3; after++) {
        const door = new Door();
        const healthy = door.engine[method] as (...args: unknown[]) => Promise<never>;
        let calls = 0;
        door.engine[method] = async (...args: unknown[]) => {
          if (calls++ === after) throw new KinfoldError(code, 'it failed');
          return healthy(...args);
        };
        const attempt = door.begin();
        expect(await door.decide(attempt)).toEqual({ authenticated: false, identity: null, reason });
        // It is well again; the decision stands.
        expect(await door.show(attempt)).toMatchObject({ decision: { reason } });
      }
    }
  });

  test('or throws something else', async () => {
    const door = new Door();
    door.engine.identify = () => Promise.reject('no reason');
    expect(await door.decide(door.begin())).toMatchObject({ reason: 'failed' });
  });

  test.each(['info', 'identify'] as const)('or never answers %s: time is out', async (method) => {
    const door = new Door({ policy: { timeLimit: 1000 } });
    door.engine[method] = () => new Promise<never>(() => {});
    expect(await door.decide(door.begin())).toMatchObject({ authenticated: false, reason: 'timeout' });
  });

  test('or answers when time is out already', async () => {
    const door = new Door();
    const { identify } = door.engine;
    door.engine.identify = async (crop: unknown) => {
      door.clock.advance(20_000);
      return identify(crop);
    };
    expect(await door.decide(door.begin())).toMatchObject({ authenticated: false });
  });

  test('1:1 with somebody who is not enrolled is unknown', async () => {
    const door = new Door();
    door.engine.verify = async () => {
      throw new KinfoldError('identity-unknown', 'not enrolled');
    };
    expect(await door.decide(door.begin({ identity: 'Eve' }))).toMatchObject({ reason: 'unknown' });
  });
});

describe('an answer that cannot be', () => {
  const near = [{ identity: 'Ada', distance: 0.4 }];
  const answer: Identification = { identity: 'Ada', distance: 0.4, threshold: THRESHOLD, candidates: near };
  const one = (distance: number) => ({ distance, candidates: [{ identity: 'Ada', distance }] });

  test.each<[string, Partial<Identification>]>([
    ['a distance that is NaN', one(Number.NaN)],
    ['an infinite one', one(Number.POSITIVE_INFINITY)],
    ['a huge one', one(1e30)],
    ['a negative one', one(-1)],
    ['an acceptance beyond the threshold', one(THRESHOLD + 0.001)],
    ['a threshold that accepts everyone', { threshold: 4 }],
    ['a threshold that is NaN', { threshold: Number.NaN }],
    ['somebody without a name', { identity: '', candidates: [{ identity: '', distance: 0.4 }] }],
    ['somebody who is not among the nearest', { identity: 'Bo' }],
    ['somebody who is further away than the nearest', { candidates: [{ identity: 'Ada', distance: 0.5 }] }],
    ['no name and no null', { identity: undefined as never }],
  ])('%s: nobody is authenticated', async (_, change) => {
    const door = new Door({ policy: { calibration: false } });
    door.engine.identify = async () => ({ ...answer, ...change });
    expect(await door.decide(door.begin())).toMatchObject({ authenticated: false, reason: 'embedding-invalid' });
  });

  test('about somebody else than was claimed', async () => {
    const door = new Door();
    const { verify } = door.engine;
    door.engine.verify = (_, crop) => verify('Ada', crop);
    expect(await door.decide(door.begin({ identity: 'Bo' }))).toMatchObject({ reason: 'embedding-invalid' });
  });
});

describe('the calibration', () => {
  test.each<[string, () => Promise<never>]>([
    ['missing', async () => ({ calibration: null }) as never],
    ['stale', async () => calibration(false)],
    ['of another threshold than the answer went by', async () => calibration(true, 0.5)],
  ])('%s: nobody is authenticated, unless the policy does without', async (_, info) => {
    const door = new Door();
    door.engine.info = info;
    expect(await door.decide(door.begin())).toMatchObject({ authenticated: false, reason: 'not-calibrated' });
    const lax = new Door({ policy: { calibration: false } });
    lax.engine.info = info;
    expect(await lax.decide(lax.begin())).toMatchObject({ authenticated: true });
  });

  test('that becomes stale in the middle of an attempt ends it', async () => {
    const door = new Door();
    const attempt = door.begin();
    await door.show(attempt);
    await door.show(attempt);
    door.engine.info = async () => calibration(false);
    expect(await door.show(attempt)).toMatchObject({ decision: { reason: 'not-calibrated' } });
  });
});
