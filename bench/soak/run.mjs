// `npm run bench -- soak [samples stubs] [--frames 20000]`: so many frames through the whole kiosk in Chromium, and what page and workers hold
// after every 500 of them. `samples`: the trial networks and people of the sample photographs; `stubs`: networks that see colours only, of the
// same shape. `npm run bench -- soak stages`: what each stage from the camera's frame to the decision takes, and what the page's main thread
// runs meanwhile. Prints tables in Markdown; the curves lie in .cache/bench/soak-….html. Ends with 1 if something does not end where it was.
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '../bundle.mjs';

const EVERY = 500;
/** For how long people come to the door whose stages are timed. */
const SECONDS = 60;

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export async function runSoak(names, frames) {
  mkdirSync(at('.cache/bench'), { recursive: true });
  await bundleForNode(new URL('suite.ts', import.meta.url), at('.cache/bench/soak.js'));
  const suite = await import(at('.cache/bench/soak.js'));
  const doors = { samples: suite.sampleDoor, stubs: suite.stubDoor };
  const when = () => `${new Date().toISOString().slice(0, 10)}, load ${loadavg()[0].toFixed(1)}`;
  for (const name of names.length > 0 ? names : ['samples']) {
    if (name === 'stages') {
      const run = await suite.measureStages(SECONDS);
      console.log(`${when()}: ${suite.formatStages(run)}\n`);
      continue;
    }
    const run = await suite.soak(await doors[name](), { frames, every: EVERY, onSample: sayHowFar });
    writeFileSync(at(`.cache/bench/soak-${name}.html`), suite.soakHtml(run));
    console.log(`${name}, ${when()}: ${suite.formatSoak(run)}\n`);
    for (const { name: what } of suite.grown(run)) {
      console.error(`${what} does not end where it was`);
      process.exitCode = 1;
    }
    for (const complaint of run.complaints) console.error(complaint);
  }
}

function sayHowFar({ frames, seconds, threads }) {
  const heaps = Object.values(threads).map(({ heap }) => (heap.data / 2 ** 20).toFixed(3));
  console.error(`${frames} frames, ${seconds.toFixed(0)} s, heaps ${heaps.join(', ')} MiB`);
}
