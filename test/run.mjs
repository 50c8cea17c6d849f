// `npm test` on a fresh clone after `npm ci`: system packages, build, models, every test, and the kernels again on SwiftShader.
// The last line reads `N passed, N failed`; the exit code is 0 only if nothing failed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { findAdapter } from './support/adapter.mjs';

const reports = '.cache/test';

/** Runs a command with its output shown. @returns whether it succeeded. */
function run(command, args, environment = {}) {
  console.info(`\n> ${[command, ...args].join(' ')}`);
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  return status === 0;
}

/** What a Vitest run reported. A file that fails outside its tests counts as one failure, a run without a report too. */
function count(file, succeeded) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !succeeded ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Every test, and those of the kernels again on SwiftShader: in one run, so that no core waits for the end of the other. */
function vitest() {
  const file = `${reports}/tests.json`;
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ];
  return count(file, run(process.execPath, args, { KINFOLD_ADAPTER: 'both' }));
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

// Where the set-up fails the tests still run: those that need what is missing fail and say so.
if (process.platform === 'linux') run('bash', ['.ci/system', 'vulkan', 'chromium', 'onnx-checker']);
const adapter = await findAdapter();
const results = [];
if (!run('npm', ['run', '--silent', 'build'])) {
  console.error('\nThe build failed; no test was run.');
  results.push({ passed: 0, failed: 1, skipped: 0 });
} else {
  run(process.execPath, ['dist/cli.js', 'models']);
  // Before two tests that serve the demo do so at the same time.
  const { buildDemo } = await import('../demo/start/build.mjs');
  await buildDemo().catch((error) => console.error(`\nThe demo cannot be bundled: ${error.message}`));
  results.push(vitest());
}

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.info(`\nadapter: ${adapter ?? 'none; the GPU tests need one: install a Vulkan driver (mesa-vulkan-drivers)'}`);
if (sum('skipped') > 0) console.info(`${sum('skipped')} did not run: see above for what they miss`);
console.info(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') === 0 ? 0 : 1);
