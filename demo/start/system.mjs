import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { root } from './build.mjs';

const succeeds = (command, args) =>
  spawnSync(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;

const hasAdapter = () => succeeds(process.execPath, [resolve(root, 'demo/start/adapter.mjs')]);

/** Installs a Vulkan driver where there is no WebGPU adapter and this may be done; otherwise leaves things as they are. */
export function ensureAdapter(say) {
  if (process.platform !== 'linux' || hasAdapter()) return;
  say('There is no WebGPU adapter; looking for a Vulkan driver in software.');
  succeeds('bash', ['.ci/system', 'vulkan']);
}
