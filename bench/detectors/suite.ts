import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trialCards } from '../../src/backbone/cards.js';
import { cleanCards } from '../../src/backbone/clean-cards.js';
import { type Model, openModel } from '../../src/backbone/model.js';
import type { Box } from '../../src/face/boxes.js';
import { detectFaces } from '../../src/face/detect.js';
import { clopperPearson } from '../../src/metric/statistics/intervals.js';
import { openYuNet, photographs } from '../liveness/networks.js';
import { formatTable } from '../liveness/table.js';

const models = fileURLToPath(new URL('../../models', import.meta.url));
const SETS = ['lfw40', 'kiosk40'] as const;

/** In how many pictures a detector found any face, and that of the person in the middle. */
interface Found {
  readonly any: number;
  readonly subject: number;
}

/** Every detector, with its default confidence, on all pictures of both sets. @param onSet - told what is done. */
export async function measureDetectors(onSet: (line: string) => void) {
  const open = async (card: typeof trialCards.detector | typeof cleanCards.detector) =>
    openModel(card, await readFile(join(models, card.source)), { provider: 'wasm' });
  const detectors: Model[] = [await open(trialCards.detector), await open(cleanCards.detector), await openYuNet()];
  const rows: { name: string; found: Found[] }[] = detectors.map(({ card }) => ({ name: card.name, found: [] }));
  let pictures = 0;
  for (const set of SETS) {
    const list = await photographs(set, Number.POSITIVE_INFINITY);
    pictures = list.length;
    for (const [index, detector] of detectors.entries()) {
      const found = { any: 0, subject: 0 };
      for (const { pixels } of list) {
        const boxes = (await detectFaces(detector, pixels)).map(({ box }) => box);
        if (boxes.length > 0) found.any++;
        if (boxes.some((box) => holds(box, pixels))) found.subject++;
      }
      rows[index]!.found.push(found);
      onSet(`${set}, ${detector.card.name}: any ${found.any}, subject ${found.subject} of ${pictures}`);
    }
  }
  return { rows, pictures };
}

/** Whether the middle of the picture lies in the box. */
function holds(box: Box, { width, height }: { readonly width: number; readonly height: number }): boolean {
  const [x, y] = [width / 2 - box.x, height / 2 - box.y];
  return x >= 0 && y >= 0 && x <= box.width && y <= box.height;
}

export function formatDetectors({ rows, pictures }: Awaited<ReturnType<typeof measureDetectors>>): string {
  const cell = ({ any, subject }: Found) => {
    const { lower, upper } = clopperPearson(subject, pictures);
    const percent = (share: number) => (100 * share).toFixed(1);
    return `${subject}: ${percent(subject / pictures)} % [${percent(lower)}, ${percent(upper)}]; any ${any}`;
  };
  return formatTable([
    ['detector', ...SETS.map((set) => `\`${set}\`, ${pictures} pictures`)],
    ...rows.map(({ name, found }) => [name, ...found.map(cell)]),
  ]);
}
