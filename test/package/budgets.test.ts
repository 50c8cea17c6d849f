import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8');

test('the README names the byte budget of every entry', () => {
  const budgets: { name: string; limit: string }[] = JSON.parse(read('.size-limit.json'));
  const rows = [...read('README.md').matchAll(/^\| `(kinfold[\w/-]*)` \| (\d+ kB) \|/gm)];
  expect(rows.map(([, name, limit]) => `${name}: ${limit}`)).toEqual(
    budgets.map(({ name, limit }) => `${name}: ${limit}`),
  );
});

test('every entry of the exports map has a budget', () => {
  const { exports } = JSON.parse(read('package.json'));
  const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
  const budgets: { name: string }[] = JSON.parse(read('.size-limit.json'));
  expect(budgets.map(({ name }) => name)).toEqual(entries.map((entry) => entry.replace('.', 'kinfold')));
});
