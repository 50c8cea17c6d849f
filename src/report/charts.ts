import { percent } from './escape.js';
import { type Axis, bars, dot, line, linear, logarithmic, plot, type Tick } from './plot.js';
import type { Report } from './report.js';

const shares: readonly Tick[] = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: `${at * 100} %` }));
const errors: readonly Tick[] = [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1].map((at) => ({
  at,
  text: `${Number((at * 100).toPrecision(1))} %`,
}));

/** A FAR that is below everything that was observed is drawn here. */
const smallest = (count: number) => Math.max(1e-6, 10 ** Math.floor(Math.log10(1 / count)));

/** TAR against FAR. */
export function rocChart({ curve, impostorPairs, tarAtFar }: Report): string {
  const axes = {
    x: logarithmic('FAR', smallest(impostorPairs), 1, errors),
    y: linear('TAR', 0, 1, shares),
  };
  const points = curve.map(({ far, frr }) => ({ x: far, y: 1 - frr }));
  const marks = tarAtFar.map(({ far, tar }) =>
    dot(axes, { x: far, y: tar.value }, `TAR ${percent(tar.value)} at FAR ${percent(far)}`),
  );
  return plot('ROC: accepted share of genuine pairs against accepted share of impostor pairs', axes, [
    line('genuine', axes, points, true),
    ...marks,
  ]);
}

/** FRR against FAR, both logarithmic. */
export function detChart({ curve, impostorPairs, genuinePairs, eer }: Report): string {
  const axes = {
    x: logarithmic('FAR', smallest(impostorPairs), 1, errors),
    y: logarithmic('FRR', smallest(genuinePairs), 1, errors),
  };
  const least = Math.max(smallest(impostorPairs), smallest(genuinePairs));
  const points = curve.map(({ far, frr }) => ({ x: far, y: frr }));
  return plot('DET: refused share of genuine pairs against accepted share of impostor pairs', axes, [
    line('even', axes, [
      { x: least, y: least },
      { x: 1, y: 1 },
    ]),
    line('genuine', axes, points, true),
    dot(axes, { x: eer.value, y: eer.value }, `EER ${percent(eer.value)}`),
  ]);
}

/** How far pairs are apart, each kind as shares of its own. */
export function distanceChart({ histogram, tarAtFar }: Report): string {
  const { edges } = histogram;
  const parts = (counts: readonly number[]) => {
    const all = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => count / Math.max(all, 1));
  };
  const [genuine, impostor] = [parts(histogram.genuine), parts(histogram.impostor)];
  const most = Math.max(...genuine, ...impostor);
  const axes = {
    x: linear(
      'squared distance',
      edges[0]!,
      edges.at(-1)!,
      [0, 1, 2, 3, 4].map((at) => ({ at, text: String(at) })),
    ),
    y: linear(
      'share of pairs',
      0,
      most,
      [0, most / 2, most].map((at) => ({ at, text: percent(at, 0) })),
    ),
  };
  const thresholds = tarAtFar.flatMap(({ threshold }) =>
    threshold === null
      ? []
      : [
          line(
            'threshold',
            axes,
            [0, most].map((y) => ({ x: threshold, y })),
          ),
        ],
  );
  return plot('Squared distances of genuine and of impostor pairs', axes, [
    bars('impostor', axes, edges, impostor),
    bars('genuine', axes, edges, genuine),
    ...thresholds,
  ]);
}

/** Embeddings in a plane, a colour for each identity. */
export function mapChart(map: NonNullable<Report['map']>): string {
  const identities = [...new Set(map.map(({ identity }) => identity))];
  const hue = new Map(identities.map((identity, at) => [identity, (at * 360) / identities.length]));
  const reach = Math.max(...map.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]), 1e-9);
  const axis = (label: string): Axis => linear(label, -reach, reach, []);
  const axes = { x: axis('first principal component'), y: axis('second') };
  const dots = map.map((point) => dot(axes, point, point.identity, hue.get(point.identity)));
  return plot('Map of the embeddings, a colour for each identity', axes, dots);
}

/** Loss and active fraction over the steps of a training. */
export function trainingChart(training: NonNullable<Report['training']>): string {
  const last = training.at(-1)?.step ?? 1;
  const top = Math.max(...training.map(({ loss }) => (Number.isFinite(loss) ? loss : 0)), 1e-9);
  const x = linear(
    'step',
    0,
    last,
    [0, last / 2, last].map((at) => ({ at, text: String(Math.round(at)) })),
  );
  const axes = {
    x,
    y: linear(
      'loss',
      0,
      top,
      [0, top / 2, top].map((at) => ({ at, text: at.toPrecision(2) })),
    ),
  };
  const share = { x, y: linear('', 0, 1, []) };
  return plot('Loss, and share of triplets that break the margin, over the steps', axes, [
    line(
      'genuine',
      axes,
      training.map(({ step, loss }) => ({ x: step, y: loss })),
    ),
    line(
      'impostor',
      share,
      training.map(({ step, activeFraction }) => ({ x: step, y: activeFraction })),
    ),
  ]);
}
