import { percent } from './escape.js';
import { bars, dot, line, linear, logarithmic, plot, type Tick } from './plot.js';
import type { Report } from './report.js';

const shares: readonly Tick[] = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: `${at * 100} %` }));
const errors: readonly Tick[] = [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1].map((at) => ({
  at,
  text: `${Number((at * 100).toPrecision(1))} %`,
}));

/** A FAR that is below everything that was observed is drawn here. */
const smallest = (count: number) => Math.max(1e-6, 10 ** Math.floor(Math.log10(1 / count)));

/** TAR against FAR, and as it was before. */
export function rocChart({ curve, impostorPairs, tarAtFar, before }: Report): string {
  const axes = {
    x: logarithmic('FAR', smallest(impostorPairs), 1, errors),
    y: linear('TAR', 0, 1, shares),
  };
  const points = ({ curve }: Pick<Report, 'curve'>) => curve.map(({ far, frr }) => ({ x: far, y: 1 - frr }));
  const marks = tarAtFar.map(({ far, tar }) =>
    dot(axes, { x: far, y: tar.value }, `TAR ${percent(tar.value)} at FAR ${percent(far)}`),
  );
  return plot('ROC: accepted share of genuine pairs against accepted share of impostor pairs', axes, [
    ...(before ? [line('former', axes, points(before), true)] : []),
    line('genuine', axes, points({ curve }), true),
    ...marks,
  ]);
}

/** FRR against FAR, both logarithmic, and as it was before. */
export function detChart({ curve, impostorPairs, genuinePairs, eer, before }: Report): string {
  const axes = {
    x: logarithmic('FAR', smallest(impostorPairs), 1, errors),
    y: logarithmic('FRR', smallest(genuinePairs), 1, errors),
  };
  const least = Math.max(smallest(impostorPairs), smallest(genuinePairs));
  const points = ({ curve }: Pick<Report, 'curve'>) => curve.map(({ far, frr }) => ({ x: far, y: frr }));
  return plot('DET: refused share of genuine pairs against accepted share of impostor pairs', axes, [
    line('even', axes, [
      { x: least, y: least },
      { x: 1, y: 1 },
    ]),
    ...(before ? [line('former', axes, points(before), true)] : []),
    line('genuine', axes, points({ curve }), true),
    dot(axes, { x: eer.value, y: eer.value }, `EER ${percent(eer.value)}`),
  ]);
}

/** How far pairs are apart, each kind as shares of its own. */
export function distanceChart({ histogram, tarAtFar }: Pick<Report, 'histogram' | 'tarAtFar'>): string {
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
