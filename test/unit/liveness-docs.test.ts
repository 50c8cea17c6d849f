import { expect, test } from 'vitest';
import { livenessCards } from '../../src/backbone/liveness-cards.js';
import { challengeDefaults, challengeLiveness } from '../../src/face/liveness/challenge.js';
import type { LivenessReason } from '../../src/face/liveness/check.js';
import { passiveDefaults, passiveLiveness } from '../../src/face/liveness/passive.js';
import { temporalDefaults, temporalLiveness } from '../../src/face/liveness/temporal.js';
import { docPage, docTable } from '../support/doc-table.js';

const text = docPage('liveness.md');
const rows = (heading: string) => docTable(text, heading);

/** Every reason: the compiler says if one is missing here. */
const reasons: Record<LivenessReason, true> = {
  spoof: true,
  still: true,
  flat: true,
  'face-changed': true,
  'challenge-failed': true,
  timeout: true,
  unavailable: true,
};

test('the documented options are those of the checks, with their defaults', () => {
  const defaults = [
    ...Object.entries(passiveDefaults).map(([name, value]) => [passiveLiveness.name, name, String(value)]),
    ...Object.entries(temporalDefaults).map(([name, value]) => [temporalLiveness.name, name, String(value)]),
    ...Object.entries(challengeDefaults).map(([name, value]) => [challengeLiveness.name, name, String(value)]),
  ];
  const documented = rows('Options').map((row) => row.slice(0, 3));
  expect(documented.filter(([, name]) => name !== 'networks')).toEqual(defaults);
});

test('the documented networks are those of the cards', () => {
  expect(rows('Networks').map((row) => row.slice(0, 4))).toEqual(
    Object.entries(livenessCards).map(([key, { input, licence, sha256 }]) => [
      key,
      `${input.width}×${input.height} ${input.colour}`,
      licence,
      sha256,
    ]),
  );
  const addresses = Object.values(livenessCards).map(({ source }) => source);
  expect(addresses.filter((source) => !text.includes(source))).toEqual([]);
});

test('every reason is documented', () => {
  expect(rows('Reasons').map(([reason]) => reason)).toEqual(Object.keys(reasons));
});
