import { expect, test } from 'vitest';
import type { RefusalReason } from '../../src/access/decision.js';
import { defaultPolicy } from '../../src/access/policy.js';
import { docPage, docTable } from '../support/doc-table.js';

const text = docPage('access.md');
const rows = (heading: string) => docTable(text, heading);

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
  expect(rows('Policy').map((row) => row.slice(0, 2))).toEqual(
    Object.entries(defaultPolicy).map(([name, value]) => [name, String(value)]),
  );
});

test('every reason is documented', () => {
  expect(rows('Reasons').map(([reason]) => reason)).toEqual(Object.keys(reasons));
});
