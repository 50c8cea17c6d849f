import nodeResolve from '@rollup/plugin-node-resolve';
import { type Plugin, rollup } from 'rollup';
import esbuild from 'rollup-plugin-esbuild';
import { wgsl } from '../../shaders/wgsl.mjs';

/** Bundles entries (name → file) for a browser into one flat folder, as an application's bundler would. */
export async function bundle(entries: Record<string, string>, folder: string): Promise<void> {
  const build = await rollup({
    input: entries,
    // What package.json says of side effects is about dist/.
    plugins: [
      wgsl() as Plugin,
      nodeResolve({ browser: true, ignoreSideEffectsForRoot: true }),
      esbuild({ target: 'es2022' }),
    ],
    onwarn(warning) {
      throw new Error(`rollup: ${warning.message}`);
    },
  });
  await build.write({ dir: folder, format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
  await build.close();
}
