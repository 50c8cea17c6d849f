import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { RefusalReason } from '../../src/access/decision.js';
import { defaultPolicy } from '../../src/access/policy.js';

const text = readFileSync(resolve(import.meta.dirname, '../../docs/access.md'), 'utf8');

/** The first cells of the table under a heading, without back ticks. */
function rows(heading: string): string[][] {
  const section = text.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, 3)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

/** Every reason: the compiler says if one is missing here. */
const reasons: Record<RefusalReason, true> = {
  unknown: true,
  'identity-changed': true,
  'no-face': true,
  'several-faces': true,
  quality: true,
  liveness: true,
  'liveness-missing': true,
  timeout: true,
  'stale-frame': true,
  'clock-jump': true,
  'locked-out': true,
  'not-calibrated': true,
  'gallery-empty': true,
  'embedding-invalid': true,
  'device-lost': true,
  'worker-crashed': true,
  'store-untrusted': true,
  aborted: true,
  failed: true,
};

test('the documented policy is the default one, field by field', () => {
  expect(rows('Policy')).toEqual(Object.entries(defaultPolicy).map(([name, value]) => [name, String(value)]));
});

test('every reason is documented', () => {
  expect(rows('Reasons').map(([reason]) => reason)).toEqual(Object.keys(reasons));
});
