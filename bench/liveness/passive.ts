import { createRandom } from '../../src/cpu/random.js';
import { scoreLiveness } from '../../src/face/liveness/network.js';
import type { Pixels } from '../../src/image/picture.js';
import { evaluatePad, type PadRate } from '../../src/metric/evaluation/pad.js';
import { ATTACKS } from './attacks.js';
import { openFinder, openLiveness, photographs } from './networks.js';
import { formatRate, formatTable } from './table.js';

/** At this score a face is taken for a living one: the default of `passiveLiveness`. */
const THRESHOLD = 0.5;
/** Photographs that stand for living faces, and the same ones as a bad camera gives them. */
const BONA_FIDE = { 'bona fide': 'lfw40', 'bona fide, bad camera': 'kiosk40' } as const;

type Scores = Record<string, (number | null)[]>;

/**
 * Scores of each network, and of their means, on photographs of LFW that stand for living faces, on the same of a bad camera, and on attacks that are made of them.
 * @param shots - photographs of each of 40 people. @param onKind - told what is done.
 */
export async function measurePassive(
  shots: { readonly bonaFide: number; readonly attacks: number },
  onKind: (kind: string) => void,
) {
  const find = await openFinder();
  const networks = Object.entries(await openLiveness());
  const random = createRandom(1);
  const same = (pixels: Pixels) => pixels;
  const scored = async (kind: string, set: string, count: number, make: (typeof ATTACKS)[string]) => {
    onKind(kind);
    const rows: number[][] = [];
    for (const [index, { pixels }] of (await photographs(set, count)).entries()) {
      const picture = make(pixels, random.fork(`${kind} ${index}`));
      const face = await find(picture);
      const row: number[] = [];
      for (const [, network] of face ? networks : []) row.push(await scoreLiveness(network, picture, face!.box));
      rows.push(row);
    }
    return rows;
  };
  const rows: Record<string, number[][]> = {};
  for (const [kind, set] of Object.entries(BONA_FIDE)) rows[kind] = await scored(kind, set, shots.bonaFide, same);
  for (const [kind, make] of Object.entries(ATTACKS)) rows[kind] = await scored(kind, 'lfw40', shots.attacks, make);
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
  const row = (title: string, rate: (one: (typeof measured)[number]) => PadRate) => [
    title,
    ...measured.map((one) => formatRate(rate(one))),
  ];
  return formatTable([
    ['', ...measured.map(({ name }) => name)],
    row('BPCER, `lfw40`', ({ report }) => report.bpcer),
    row('BPCER, `kiosk40`', ({ badCamera }) => badCamera),
    ...Object.keys(ATTACKS).map((kind) => row(`APCER, ${kind}`, ({ report }) => report.apcer[kind]!)),
  ]);
}
