import type { Histogram, PairHistograms } from 'kinfold';

/** In CSS pixels: the height, and the room for labels on each side. */
const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [200, 46, 12, 10, 40];

/** The axis ends here; unit vectors are seldom further apart than orthogonal ones, at 2. */
const LONGEST = 3;
const TICK = 0.5;

const svg = (tag: string, attributes: Record<string, string | number>, text = ''): SVGElement => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
};

/** Share of the pairs in each bin. */
function shares({ counts }: Histogram): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return Array.from(counts, (count) => count / Math.max(all, 1));
}

const meanOf = ({ counts, edges }: Histogram): number => {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count, bin) => sum + count * ((edges[bin]! + edges[bin + 1]!) / 2), 0) / Math.max(all, 1);
};

/** Where a distance and a share of pairs lie in the chart. */
interface Scale {
  readonly x: (distance: number) => number;
  readonly y: (share: number) => number;
  readonly right: number;
  /** The largest share on the axis. */
  readonly highest: number;
}

/** Draws distances of pairs of one person and of two, each as shares of its own kind, with the threshold. */
export function drawHistograms(
  root: HTMLElement,
  title: string,
  pairs: PairHistograms | undefined,
  threshold: number,
): void {
  const width = Math.max(root.clientWidth, 200);
  const right = width - RIGHT;
  const highest = pairs ? Math.max(...shares(pairs.positive), ...shares(pairs.negative), 0.01) : 0.2;
  const scale: Scale = {
    x: (distance) => LEFT + (Math.min(distance, LONGEST) / LONGEST) * (right - LEFT),
    y: (share) => HEIGHT - BOTTOM - (share / highest) * (HEIGHT - TOP - BOTTOM),
    right,
    highest,
  };
  const chart = svg('svg', { width, height: HEIGHT, role: 'img' });
  chart.setAttribute('aria-label', pairs ? describe(title, pairs) : `${title}: nothing to show yet`);
  chart.append(...axes(scale));
  if (pairs) {
    const at = scale.x(threshold);
    chart.append(
      svg('path', { class: 'different', d: outline(pairs.negative, scale) }),
      svg('path', { class: 'same', d: outline(pairs.positive, scale) }),
      svg('line', { class: 'limit', x1: at, x2: at, y1: TOP, y2: HEIGHT - BOTTOM }),
    );
  } else {
    chart.append(label((LEFT + right) / 2, (HEIGHT - BOTTOM) / 2 - 10, 'Shown here after teaching'));
  }
  root.replaceChildren(chart);
}

const label = (x: number, y: number, text: string, anchor = 'middle') =>
  svg('text', { x, y, 'text-anchor': anchor }, text);

function axes({ x, y, right, highest }: Scale): SVGElement[] {
  const shareTicks = [0, highest / 2, highest].flatMap((share) => [
    svg('line', { class: 'grid', x1: LEFT, x2: right, y1: y(share), y2: y(share) }),
    label(LEFT - 6, y(share) + 4, `${Math.round(share * 100)} %`, 'end'),
  ]);
  const distanceTicks = Array.from({ length: LONGEST / TICK + 1 }, (_, tick) =>
    label(x(tick * TICK), HEIGHT - BOTTOM + 16, (tick * TICK).toFixed(1)),
  );
  return [...shareTicks, ...distanceTicks, label((LEFT + right) / 2, HEIGHT - 6, 'squared distance · share of pairs')];
}

/** The histogram's steps as one closed path. */
function outline(histogram: Histogram, { x, y }: Scale): string {
  const steps = shares(histogram).map((share, bin) => {
    const [from, to] = [histogram.edges[bin]!, histogram.edges[bin + 1]!];
    return from >= LONGEST ? '' : `L${x(from)} ${y(share)}L${x(to)} ${y(share)}`;
  });
  return `M${x(0)} ${y(0)}${steps.join('')}L${x(LONGEST)} ${y(0)}Z`;
}

function describe(title: string, { positive, negative }: PairHistograms): string {
  return `${title}: pairs of the same person lie at ${meanOf(positive).toFixed(2)} on average, pairs of two people at ${meanOf(negative).toFixed(2)}`;
}
