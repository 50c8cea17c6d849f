import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OnnxModel } from '../../src/onnx/read.js';
import { writeOnnx } from '../../src/onnx/write.js';

const script = fileURLToPath(new URL('onnx-checker.py', import.meta.url));

/** What ONNX's own library says of a model: what is wrong with it, or the shapes that it infers. */
export type Verdict = { readonly error: string } | { readonly shapes: Readonly<Record<string, (number | string)[]>> };

/**
 * Writes the models and lets ONNX's own library check them and infer their shapes. A machine without it is an error, never a skip:
 * `bash .ci/system onnx-checker` installs it on Debian.
 */
export function checkWithOnnx(models: readonly OnnxModel[]): Verdict[] {
  const folder = mkdtempSync(join(tmpdir(), 'kinfold-onnx-'));
  try {
    const paths = models.map((model, index) => {
      const path = join(folder, `${index}.onnx`);
      writeFileSync(path, writeOnnx(model));
      return path;
    });
    const python = process.env['KINFOLD_PYTHON'] ?? '/usr/bin/python3';
    const { status, stdout, stderr } = spawnSync(python, [script], { input: paths.join('\n'), encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(
        `ONNX's own library did not run: install it (on Debian: apt-get install python3-onnx) or set KINFOLD_PYTHON\n${stderr}`,
      );
    }
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Verdict);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
