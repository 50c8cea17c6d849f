import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Application, installPacked } from './packed.js';

let application: Application;
beforeAll(() => {
  application = installPacked(['typescript', '@types/react', 'csstype']);
});
afterAll(() => application?.remove());

const consumer = `
import { connect, createEngine, type Engine, KinfoldError, type KinfoldErrorCode } from 'kinfold';
import * as core from 'kinfold/core';
import * as cpu from 'kinfold/cpu';
import * as element from 'kinfold/element';
import * as face from 'kinfold/face';
import * as node from 'kinfold/node';
import * as postgres from 'kinfold/postgres';
import * as react from 'kinfold/react';
import 'kinfold/worker';

export const opened: (typeof connect | typeof createEngine)[] = [connect, createEngine];
export const entries = [core, cpu, element, face, node, postgres, react];
export async function who(engine: Engine, picture: Uint8Array): Promise<string | null> {
  const { identity, distance } = await engine.identify(picture);
  const further: number = distance + 1;
  return further > 1 ? identity : null;
}
export function open(kiosk: face.Kiosk): void {
  const unlock = document.createElement('kinfold-unlock');
  unlock.kiosk = kiosk;
  unlock.addEventListener('kinfold-decision', ({ detail }) => console.log(detail.authenticated && detail.identity));
}
export function useDoor(): string | null {
  const { kiosk } = react.useKiosk(() => face.openKiosk({ engine: { backbone: '' }, vision: { detector: '' }, store: { name: '' } }));
  const unlock = react.useUnlock(kiosk, react.useCamera().camera);
  return unlock.state === 'decided' ? unlock.decision.identity : null;
}
export const codeOf = (error: unknown): KinfoldErrorCode | undefined =>
  error instanceof KinfoldError ? error.code : undefined;
`;

const options = (module: string, moduleResolution: string) => ({
  compilerOptions: {
    target: 'ES2022',
    lib: ['ES2023', 'DOM', 'DOM.AsyncIterable'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    module,
    moduleResolution,
  },
  files: ['consumer.ts'],
});

const compile = (text: string, module: string, resolution: string) => {
  application.write({ 'consumer.ts': text, 'tsconfig.json': JSON.stringify(options(module, resolution)) });
  return application.run('node', ['node_modules/typescript/bin/tsc']);
};

test.each([
  ['ESNext', 'bundler'],
  ['nodenext', 'nodenext'],
])('types resolve with module %s, moduleResolution %s', (module, resolution) => {
  expect(compile(consumer, module, resolution)).toEqual({ status: 0, output: '' });
});

test('a wrong use is an error', () => {
  const wrong = consumer.replace('distance + 1', 'identity');
  expect(compile(wrong, 'ESNext', 'bundler').output).toMatch(/TS2322/);
});
