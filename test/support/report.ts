import { createRandom } from '../../src/cpu/random.js';
import { reportOfPairs, reportOfSet } from '../../src/report/measure.js';
import type { TeachEvent } from '../../src/train/options.js';
import { rows } from './embeddings.js';

const provenance = {
  backbone: 'tiny',
  backboneSha256: 'b'.repeat(64),
  encoderSha256: 'e'.repeat(64),
  dataSha256: 'd'.repeat(64),
  seed: 7,
};

/** Twelve people with five pictures each, the first of them named as `name` says. */
function pictures(name: string) {
  const labels = Uint32Array.from({ length: 60 }, (_, i) => Math.floor(i / 5));
  const identities = Array.from({ length: 12 }, (_, i) => (i === 0 ? name : `Person_${i}`));
  const files = Array.from(labels, (label, i) => `${identities[label]}/${i}.jpg`);
  return { embeddings: rows([...labels], 24, 1.2, 11), labels, identities, files };
}

/** A report with everything in it that a folder can have. */
export function folderReport(name = 'Ann_Lee') {
  const set = pictures(name);
  const random = createRandom(2);
  return reportOfSet(set, {
    title: `tiny on ${name}`,
    provenance: { ...provenance, backbone: name },
    leftOut: [{ file: `${name}/broken.jpg`, reason: `no picture of ${name}` }],
    map: Float32Array.from({ length: 120 }, () => random.normal()),
    training: trainingOf(name),
    verdict: {
      kept: 'after',
      reason: `${name} is told apart better`,
      judgement: { on: 'held-out', pictures: 9, ...scores },
    },
    before: reportOfSet({ ...set, embeddings: rows([...set.labels], 24, 1.6, 12) }, { title: 'before', provenance }),
  });
}

const score = (eer: number) => ({ eer, auc: 1 - eer, decidability: 1, told: 0 });
const scores = { before: score(0.2), after: score(0.1) };

/** 30 steps, of which one was skipped and five came again. */
function trainingOf(name: string) {
  const text = `seen with ${name}`;
  const events: Record<number, TeachEvent[]> = {
    7: [{ kind: 'skipped', step: 7, text }],
    9: [{ kind: 'skipped', step: 9, text }],
    20: [{ kind: 'rolled-back', step: 20, text }],
  };
  return Array.from({ length: 35 }, (_, i) => ({
    step: i < 20 ? i + 1 : i - 4,
    loss: i === 6 ? Number.NaN : 1 / (i + 1),
    activeFraction: 0.9 ** i,
    ...(events[i + 1] && { events: events[i + 1]! }),
    ...((i === 14 || i === 34) && { score: score(0.15) }),
  }));
}

/** A report over a pair list of three folds, of which the last was left out. */
export function pairReport(name = 'Ann_Lee') {
  const set = pictures(name);
  const fold = (first: number) =>
    Array.from({ length: 20 }, (_, i) => {
      const row = first + i;
      return i % 2 === 0
        ? { first: row, second: row % 5 === 4 ? row - 1 : row + 1, same: true }
        : { first: row, second: (row + 10) % 60, same: false };
    });
  return reportOfPairs(set, [fold(0), fold(30), []], 3, { title: 'tiny on a list', provenance });
}
