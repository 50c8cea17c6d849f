import { createRandom } from '../../src/cpu/random.js';
import { reportOfPairs, reportOfSet } from '../../src/report/measure.js';
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
    training: Array.from({ length: 30 }, (_, i) => ({ step: i + 1, loss: 1 / (i + 1), activeFraction: 0.9 ** i })),
  });
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
