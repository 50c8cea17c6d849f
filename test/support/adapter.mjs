// Which WebGPU adapter the tests in Node run on. `npm test` runs everything on the machine's own and the kernels once more on
// SwiftShader, so that two Vulkan compilers have to agree.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { create, globals } from 'webgpu';

const swiftshaderFolders = [
  process.env.KINFOLD_CHROMIUM && dirname(process.env.KINFOLD_CHROMIUM),
  '/usr/lib/chromium',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
];

/**
 * The environment under which Dawn finds the adapter called `name`.
 * `system` (the default) is the best of the machine: a real GPU, or else Mesa's lavapipe. `swiftshader` comes with Chromium.
 */
export function adapterEnvironment(name = 'system') {
  if (name === 'system') return {};
  if (name !== 'swiftshader') throw new Error(`KINFOLD_ADAPTER is ${name}, expected system, swiftshader or both`);
  const paths = swiftshaderFolders.filter(Boolean).map((folder) => join(folder, 'vk_swiftshader_icd.json'));
  // A path that does not exist leaves Dawn without an adapter: the tests fail instead of running on another one.
  return { VK_ICD_FILENAMES: paths.find((path) => existsSync(path)) ?? paths.at(-1) };
}

/** `vendor architecture: description` of the adapter that this process gets, or undefined. */
export async function findAdapter() {
  Object.assign(globalThis, globals);
  // Held by name: Dawn's instance is collected without a reference, and the process dies.
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  return adapter && `${adapter.info.vendor} ${adapter.info.architecture}: ${adapter.info.description}`;
}
