import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolveImports, stripComments } from '../../shaders/wgsl.mjs';
import type { Kernel } from '../../src/gpu/kernel.js';

const folder = fileURLToPath(new URL('../../shaders/', import.meta.url));
const ops = fileURLToPath(new URL('../../src/ops/', import.meta.url));

export interface ShaderFile {
  /** The file's stem: the name of its kernel. */
  readonly name: string;
  /** The text as it stands in the file. */
  readonly source: string;
  /** With imports in place, comments and all. */
  readonly resolved: string;
  /** What ships. */
  readonly code: string;
}

const stems = (path: string) => readdirSync(path).flatMap((file) => file.match(/^(.+)\.wgsl$/)?.[1] ?? []);

/** Every file of shaders/ with an entry point. */
export const shaderFiles: readonly ShaderFile[] = stems(folder).map((name) => {
  const source = readFileSync(`${folder}${name}.wgsl`, 'utf8');
  const resolved = resolveImports(source);
  return { name, source, resolved, code: stripComments(resolved) };
});

/** Every file of shaders/shared/. */
export const helperFiles = stems(`${folder}shared`).map((name) => ({
  name,
  source: readFileSync(`${folder}shared/${name}.wgsl`, 'utf8'),
}));

function isKernel(value: unknown): value is Kernel {
  return typeof value === 'object' && value !== null && 'code' in value && 'bindings' in value;
}

/** Every kernel that a file of src/ops exports. */
export async function exportedKernels(): Promise<Kernel[]> {
  const modules = await Promise.all(
    readdirSync(ops).map(
      (file): Promise<Record<string, unknown>> => import(`../../src/ops/${file.replace('.ts', '')}.ts`),
    ),
  );
  return modules.flatMap((module) => Object.values(module).filter(isKernel));
}
