import { join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { rollup } from 'rollup';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Application, installPacked } from './packed.js';

let application: Application;
beforeAll(() => {
  application = installPacked();
});
afterAll(() => application?.remove());

const external = ['onnxruntime-web', 'onnxruntime-web/*'];

async function withEsbuild(text: string): Promise<string> {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: text, resolveDir: application.folder },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    external,
  });
  return outputFiles[0]!.text;
}

async function withRollup(text: string): Promise<string> {
  const [input] = application.write({ 'entry.js': text });
  const bundle = await rollup({ input: input!, external: [/^onnxruntime-web/], plugins: [nodeResolve()] });
  const { output } = await bundle.generate({ format: 'es', dir: join(application.folder, 'out') });
  await bundle.close();
  return (await esbuild.transform(output[0].code, { minify: true, format: 'esm' })).code;
}

describe.each([
  ['esbuild', withEsbuild],
  ['rollup', withRollup],
])('bundled with %s', (_, bundle) => {
  test('the error class alone stays tiny', async () => {
    const code = await bundle(`import { KinfoldError } from 'kinfold'; console.log(KinfoldError);`);
    expect(code).toContain('KinfoldError');
    expect(code.length).toBeLessThan(1_000);
  });

  test('connect brings the worker URL along, and no engine, kernel or onnxruntime', async () => {
    const code = await bundle(`import { connect } from 'kinfold'; console.log(connect);`);
    expect(code).toMatch(/new URL\((["'`])\.\/engine\.worker\.js\1,\s*import\.meta\.url\)/);
    expect(code).not.toMatch(/@compute|onnxruntime-web\/wasm/);
  });

  test('createEngine brings the kernels along', async () => {
    const code = await bundle(`import { createEngine } from 'kinfold'; console.log(createEngine);`);
    expect(code).toMatch(/@compute/);
    expect(code).toMatch(/onnxruntime-web\/wasm/);
  });
});
