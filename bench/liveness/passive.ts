import { createRandom } from '../../src/cpu/random.js';
import { scoreLiveness } from '../../src/face/liveness/network.js';
import { evaluatePad, type PadRate } from '../../src/metric/evaluation/pad.js';
import { ATTACKS } from './attacks.js';
import { openFinder, openLiveness, photographs } from './networks.js';

/** At this score a face is taken for a living one: the default of `passiveLiveness`. */
const THRESHOLD = 0.5;

type Scores = Record<string, (number | null)[]>;

/**
 * Scores of each network, and of their means, on photographs of LFW that stand for living faces, on the same of a bad camera, and on attacks that are made of them.
 * @param shots - photographs of each of 40 people. @param onKind - told what is done.
 */
export async function measurePassive(shots: number, onKind: (kind: string) => void) {
  const find = await openFinder();
  const networks = Object.entries(await openLiveness());
  const random = createRandom(1);
  const scored = async (kind: string, set: string, make: (typeof ATTACKS)[string]): Promise<number[][]> => {
    onKind(kind);
    const rows: number[][] = [];
    for (const [index, { pixels }] of (await photographs(set, shots)).entries()) {
      const picture = make(pixels, random.fork(`${kind} ${index}`));
      const face = await find(picture);
      const row: number[] = [];
      for (const [, network] of face ? networks : []) row.push(await scoreLiveness(network, picture, face!.box));
      rows.push(row);
    }
    return rows;
  };
  const rows: Record<string, number[][]> = { 'bona fide': await scored('bona fide', 'lfw40', (pixels) => pixels) };
  rows['bona fide, bad camera'] = await scored('bona fide, bad camera', 'kiosk40', (pixels) => pixels);
  for (const [kind, make] of Object.entries(ATTACKS)) rows[kind] = await scored(kind, 'lfw40', make);
  const fusions: Record<string, readonly number[]> = Object.fromEntries(
    networks.map(([name], index) => [name, [index]]),
  );
  fusions['both MiniFASNets'] = [1, 2];
  fusions['all three'] = [0, 1, 2];
  return Object.entries(fusions).map(([name, members]) => {
    const mean = (row: readonly number[]) => members.reduce((sum, at) => sum + row[at]!, 0) / members.length;
    const scores: Scores = Object.fromEntries(
      Object.entries(rows).map(([kind, list]) => [kind, list.map((row) => (row.length > 0 ? mean(row) : null))]),
    );
    const { 'bona fide': bonaFide, 'bona fide, bad camera': badCamera, ...attacks } = scores;
    const report = evaluatePad({ bonaFide: bonaFide!, attacks }, THRESHOLD);
    return { name, report, badCamera: evaluatePad({ bonaFide: badCamera!, attacks }, THRESHOLD).bpcer };
  });
}

/** The figures as a table in Markdown: a row a kind of presentation, a column a network. */
export function formatPassive(measured: Awaited<ReturnType<typeof measurePassive>>): string {
  const percent = (share: number) => (100 * share).toFixed(share < 0.1 ? 1 : 0);
  const cell = ({ value, lower, upper, unanswered }: PadRate) =>
    value === null
      ? 'none found'
      : `${percent(value)} % [${percent(lower)}, ${percent(upper)}]${unanswered > 0 ? `, ${unanswered} not found` : ''}`;
  const line = (title: string, cells: readonly string[]) => `| ${[title, ...cells].join(' | ')} |`;
  const kinds = Object.keys(measured[0]!.report.apcer);
  return [
    line(
      '',
      measured.map(({ name }) => name),
    ),
    line(
      '---',
      measured.map(() => '---'),
    ),
    line(
      'BPCER, `lfw40`',
      measured.map(({ report }) => cell(report.bpcer)),
    ),
    line(
      'BPCER, `kiosk40`',
      measured.map(({ badCamera }) => cell(badCamera)),
    ),
    ...kinds.map((kind) =>
      line(
        `APCER, ${kind}`,
        measured.map(({ report }) => cell(report.apcer[kind]!)),
      ),
    ),
  ].join('\n');
}
