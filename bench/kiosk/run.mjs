// `npm run bench -- kiosk [clear dark watched watched-dark]`: three times, five people of LFW are enrolled at a kiosk in headless Chromium, in front of a camera that is a file, and
// come to the door with their other pictures; thirty strangers try. Then all of it again after personalising. Prints the confusion
// tables of docs/kiosk.md. Needs the data of KINFOLD_DATA and Chromium.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '../bundle.mjs';

export async function runKiosk(names) {
  const cache = fileURLToPath(new URL('../../.cache/bench/', import.meta.url));
  await bundleForNode(new URL('suite.ts', import.meta.url), `${cache}kiosk.js`);
  const suite = await import(`${cache}kiosk.js`);
  for (const name of names.length > 0 ? names : Object.keys(suite.CONDITIONS)) {
    const measured = await suite.measureKiosk(name, (line) => console.error(line));
    await mkdir(cache, { recursive: true });
    const kept = measured.performances.map(({ cast: _, ...rest }) => rest);
    await writeFile(`${cache}kiosk-${name}.json`, JSON.stringify(kept, null, 2));
    console.log(suite.formatKiosk(measured));
  }
}
