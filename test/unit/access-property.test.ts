import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultPolicy } from '../../src/access/policy.js';
import { KinfoldError } from '../../src/errors.js';
import type { QualityFault } from '../../src/face/quality.js';
import { Door, type Person } from '../support/access.js';

/** One frame of any door at any time. Most are good ones, so that some sequences do authenticate somebody. */
interface Event {
  readonly faces: 0 | 1 | 2;
  readonly person: Person;
  readonly track: number;
  readonly live: number;
  readonly faults: readonly QualityFault[];
  /** Milliseconds since the frame before. */
  readonly gap: number;
  /** Milliseconds from capture to observation. */
  readonly age: number;
  readonly engine: 'well' | 'lost' | 'NaN';
}

const mostly = <T>(value: T, ...others: readonly T[]) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constant(value) },
    { weight: others.length, arbitrary: fc.constantFrom(...others) },
  );

const event: fc.Arbitrary<Event> = fc.record({
  faces: mostly<0 | 1 | 2>(1, 0, 2),
  person: mostly<Person>('Ada', 'Bo', 'stranger', 'stranger', 'stranger', 'stranger'),
  track: mostly(1, 2),
  live: mostly(1, 0, -1, 0),
  faults: mostly<readonly QualityFault[]>([], ['turned'], ['too-dark'], ['eyes-closed', 'too-far']),
  gap: mostly(100, 0, 1200, 3000),
  age: mostly(0, -500, 50, 2500),
  engine: mostly<Event['engine']>('well', 'lost', 'NaN'),
});

/** Whether frames prove this person by what the documentation says, worked out backwards from the last one. */
function prove(events: readonly Event[], person: Person): boolean {
  const isProof = ({ faces, age, engine, faults, ...rest }: Event) =>
    faces === 1 && faults.length === 0 && rest.person === person && engine === 'well' && age <= 2000 && age >= -100;
  const last = events.at(-1)!;
  let agreeing = 0;
  for (const [i, each] of [...events.entries()].reverse()) {
    if (isProof(each)) agreeing++;
    else if (each.faces !== 1 || (each.faults.length === 0 && each.person !== person)) return false;
    if (each.track !== last.track) return false;
    if (agreeing === defaultPolicy.frames) return last.live === 1;
    if (i > 0 && each.gap > defaultPolicy.largestGap) return false;
  }
  return false;
}

async function run(events: readonly Event[], identity: string | undefined) {
  const door = new Door();
  const { identify, verify } = door.engine;
  let state: Event['engine'] = 'well';
  const fail = <T extends { readonly distance: number }>(answer: T): T => {
    if (state === 'lost') throw new KinfoldError('device-lost', 'gone');
    return state === 'NaN' ? { ...answer, distance: Number.NaN } : answer;
  };
  door.engine.identify = async (crop: unknown) => fail(await identify(crop));
  door.engine.verify = async (name: string, crop: unknown) => fail(await verify(name, crop));
  const attempt = door.begin(identity === undefined ? {} : { identity });
  for (const [i, { faces, engine, gap, age, ...face }] of events.entries()) {
    state = engine;
    door.clock.advance(gap - 100);
    const others = [{ person: 'Bo', track: 9 } as const];
    const frame = door.frame([face, ...others].slice(0, faces));
    const answer = await attempt.observe({ ...frame, time: frame.time - age });
    if (answer.state === 'decided') return { decision: answer.decision, seen: events.slice(0, i + 1), door };
  }
  return { decision: attempt.cancel(), seen: events, door };
}

const sequences = fc.array(event, { minLength: 1, maxLength: 14 });

test('nobody is authenticated but by frames in a row that agree, are live, and show one face of one enrolled person', async () => {
  let authenticated = 0;
  const property = fc.asyncProperty(sequences, fc.constantFrom(undefined, 'Ada', 'Bo'), async (events, identity) => {
    const { decision, seen } = await run(events, identity);
    if (!decision.authenticated) return;
    authenticated++;
    expect(prove(seen, decision.identity as Person)).toBe(true);
    expect(decision.identity).toBe(identity ?? decision.identity);
  });
  await fc.assert(property, { numRuns: 1500, seed: 5 });
  // The property would hold of a door that lets nobody in.
  expect(authenticated).toBeGreaterThan(50);
});

test('no sequence without three good frames of one enrolled person authenticates, however long', async () => {
  const property = fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
    const counts = new Map<Person, number>();
    const kept = events.filter(({ faces, faults, person }) => {
      if (faces !== 1 || faults.length > 0 || person === 'stranger') return true;
      counts.set(person, (counts.get(person) ?? 0) + 1);
      return counts.get(person)! < defaultPolicy.frames;
    });
    const { decision } = await run(kept, undefined);
    expect(decision.authenticated).toBe(false);
  });
  await fc.assert(property, { numRuns: 500, seed: 5 });
});

test('every refusal has a reason, and a decision is for ever', async () => {
  const reasons = new Set<string>();
  const property = fc.asyncProperty(sequences, async (events) => {
    const { decision } = await run(events, undefined);
    if (decision.authenticated) return;
    expect(decision.identity).toBeNull();
    reasons.add(decision.reason);
  });
  await fc.assert(property, { numRuns: 500, seed: 7 });
  const expected = [
    'aborted',
    'device-lost',
    'embedding-invalid',
    'identity-changed',
    'liveness',
    'stale-frame',
    'unknown',
  ];
  expect([...reasons]).toEqual(expect.arrayContaining(expected));
});
