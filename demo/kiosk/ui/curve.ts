import uPlot from 'uplot';
import { create } from './elements.js';

const HEIGHT = 200;

export interface CurveOptions {
  /** Custom properties of the style sheet, one a curve. */
  readonly colours: readonly string[];
  readonly x: readonly [number, number];
  readonly y?: readonly [number, number];
  /** Where an upright line is drawn. */
  readonly line?: number;
  readonly percent?: boolean;
}

/** Curves over one axis, redrawn in the colours and the width of the page. `label` tells a screen reader what they show. */
export class Curves {
  readonly element = create('div', { className: 'curves', role: 'img' });
  #plot: uPlot | undefined;
  #draw = () => {};

  constructor(signal: AbortSignal) {
    const observer = new ResizeObserver(() =>
      this.#plot ? this.#plot.setSize({ width: this.element.clientWidth, height: HEIGHT }) : this.#draw(),
    );
    observer.observe(this.element);
    // A canvas does not follow the style sheet.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#redraw(), { signal });
    signal.addEventListener('abort', () => {
      observer.disconnect();
      this.#plot?.destroy();
    });
  }

  /** @param points x, then y of each curve. */
  show(label: string, points: readonly (readonly number[])[], options: CurveOptions): void {
    this.element.ariaLabel = label;
    this.#draw = () => {
      const width = this.element.clientWidth;
      if (width > 0) this.#plot = new uPlot(describe(width, options), points as uPlot.AlignedData, this.element);
    };
    this.#redraw();
  }

  #redraw(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#draw();
  }
}

function describe(width: number, { colours, x, y, line, percent }: CurveOptions): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = '13px system-ui, sans-serif';
  const axis = {
    font,
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  const drawLine = (plot: uPlot) => {
    if (line === undefined) return;
    const { ctx: context, bbox } = plot;
    const at = plot.valToPos(line, 'x', true);
    context.save();
    context.strokeStyle = colour('--ink');
    context.setLineDash([6, 5]);
    context.beginPath();
    context.moveTo(at, bbox.top);
    context.lineTo(at, bbox.top + bbox.height);
    context.stroke();
    context.restore();
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    hooks: { draw: [drawLine] },
    scales: {
      x: { time: false, range: () => [...x] },
      y: { range: (_, __, highest) => (y ? [...y] : [0, Math.max(highest || 0, 0.1) * 1.1]) },
    },
    axes: [
      { ...axis, size: 30 },
      {
        ...axis,
        size: 52,
        ...(percent && { values: (_: uPlot, all: number[]) => all.map((value) => `${Math.round(value * 100)} %`) }),
      },
    ],
    series: [{}, ...colours.map((name) => ({ stroke: colour(name), width: 2.5, points: { show: false } }))],
  };
}
