import uPlot from 'uplot';

/** Ends of an axis, given the lowest and the highest value on it. */
export type Ends = (lowest: number, highest: number) => [number, number];

/** From zero to a little above the highest value. */
const fromZero: Ends = (_, highest) => [0, Math.max(highest, 0.1) * 1.1];

export interface PlotOptions {
  /** Custom properties of the style sheet, one a curve. */
  readonly colours: readonly string[];
  /** Ends of the vertical axis. Default: from zero to a little above the highest value. */
  readonly ends?: Ends;
  /** What the horizontal axis counts. */
  readonly unit?: string;
  /** Whether the vertical axis shows shares. */
  readonly isShare?: boolean;
  readonly hasDots?: boolean;
}

/** x, then y of each curve. */
export type Points = readonly (readonly number[])[];

/** Curves over one axis in an element, whose size and colours they follow. */
export class Plot {
  readonly #root: HTMLElement;
  readonly #options: PlotOptions;
  #plot: uPlot | undefined;
  #points: Points;
  #width: readonly [number, number] = [0, 1];
  #line: number | undefined;

  /** @param signal ends what listens to the page. */
  constructor(root: HTMLElement, options: PlotOptions, signal?: AbortSignal) {
    this.#root = root;
    this.#options = options;
    this.#points = [[], ...options.colours.map(() => [])];
    const observer = new ResizeObserver(() => (this.#plot ? this.#plot.setSize(this.#size) : this.#draw()));
    observer.observe(root);
    // A canvas does not follow the style sheet.
    const redraw = () => {
      this.#plot?.destroy();
      this.#draw();
    };
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw, signal ? { signal } : {});
    signal?.addEventListener('abort', () => {
      observer.disconnect();
      this.#plot?.destroy();
    });
  }

  /** @param width ends of the horizontal axis. @param line where an upright line stands on it. */
  show(points: Points, width: readonly [number, number], line?: number): void {
    this.#points = points;
    this.#width = width;
    this.#line = line;
    if (this.#plot) this.#plot.setData(points as uPlot.AlignedData);
    else this.#draw();
  }

  get #size(): { width: number; height: number } {
    return { width: this.#root.clientWidth, height: this.#root.clientHeight };
  }

  /** Nothing while the element is not shown. */
  #draw(): void {
    const { width } = this.#size;
    this.#plot = width > 0 ? new uPlot(this.#describe(), this.#points as uPlot.AlignedData, this.#root) : undefined;
  }

  #describe(): uPlot.Options {
    const { colours, ends = fromZero, unit, isShare, hasDots = false } = this.#options;
    const font = '13px system-ui, sans-serif';
    const axis = {
      font,
      stroke: colour('--muted'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
    };
    const shares = { values: (_: uPlot, all: number[]) => all.map((value) => `${Math.round(value * 100)}\u00a0%`) };
    const points = hasDots ? { show: true, size: 4 } : { show: false };
    return {
      ...this.#size,
      legend: { show: false },
      cursor: { show: false },
      hooks: { draw: [(plot) => this.#drawLine(plot)] },
      scales: {
        x: { time: false, range: () => [...this.#width] },
        y: { range: (_, lowest, highest) => ends(lowest || 0, highest || 0) },
      },
      axes: [
        { ...axis, size: 30, ...(unit && { label: unit, labelFont: font, labelSize: 18 }) },
        { ...axis, size: 52, ...(isShare && shares) },
      ],
      series: [{}, ...colours.map((name) => ({ stroke: colour(name), width: 2.5, points }))],
    };
  }

  #drawLine({ ctx: context, bbox, valToPos }: uPlot): void {
    if (this.#line === undefined) return;
    const at = valToPos(this.#line, 'x', true);
    context.save();
    context.strokeStyle = colour('--ink');
    context.setLineDash([6, 5]);
    context.beginPath();
    context.moveTo(at, bbox.top);
    context.lineTo(at, bbox.top + bbox.height);
    context.stroke();
    context.restore();
  }
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
