import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { shaderFiles } from '../support/shaders.js';

interface Verdict {
  readonly adapter: string;
  readonly shaders: readonly { readonly name: string; readonly messages: readonly string[] }[];
}

const deno = createRequire(import.meta.url).resolve('deno/bin.cjs');
const script = fileURLToPath(new URL('./naga.deno.js', import.meta.url));
const main = '@compute @workgroup_size(1) fn main()';
const controls = [
  { name: 'wrong type', code: `${main} { let x: u32 = 1.5; }` },
  { name: 'too wide', code: '@compute @workgroup_size(1024) fn main() {}' },
];

/** One Deno for all shaders. It has no permission to read, write or reach a network. */
function judge(): Verdict {
  const cache = mkdtempSync(join(tmpdir(), 'kinfold-deno-'));
  try {
    const args = ['run', '--no-remote', '--no-npm', '--no-config', '--no-lock', '--no-prompt', '--unstable-webgpu'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [deno, ...args, script], {
      input: JSON.stringify([...shaderFiles.map(({ name, resolved }) => ({ name, code: resolved })), ...controls]),
      env: { ...process.env, DENO_DIR: cache, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' },
      encoding: 'utf8',
      maxBuffer: 2 ** 24,
    });
    if (status !== 0) throw new Error(`Deno ended with ${status}: ${stderr}`);
    return JSON.parse(stdout);
  } finally {
    rmSync(cache, { recursive: true });
  }
}

describe('naga (wgpu; Deno, Firefox)', () => {
  let verdict: Verdict;
  beforeAll(() => {
    verdict = judge();
    console.info(`adapter of Deno: ${verdict.adapter}`);
  });
  const messagesOf = (name: string) => verdict.shaders.find((shader) => shader.name === name)?.messages;

  it.each(shaderFiles)('makes a pipeline of $name without a word', ({ name }) => {
    expect(messagesOf(name)).toEqual([]);
  });

  it.each(controls)('would tell of $name', ({ name }) => {
    expect(messagesOf(name)).not.toEqual([]);
  });
});
