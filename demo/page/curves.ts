import type { TeachProgress } from 'kinfold';
import uPlot from 'uplot';
import { byId } from './dom.js';

const HEIGHT = 180;

/** Ends of the axis for the smallest and the largest value. */
type Ends = (lowest: number, highest: number) => [number, number];

const fromZero: Ends = (_, highest) => [0, Math.max(highest, 0.1) * 1.1];

/** A curve over the training steps. */
export class Curve {
  readonly #root: HTMLElement;
  readonly #colour: string;
  readonly #ends: Ends;
  #plot: uPlot;
  #steps = 1;
  #points: [number[], number[]] = [[], []];

  /** @param colour a property of the style sheet. */
  constructor(id: string, colour: string, ends = fromZero) {
    this.#root = byId(id);
    this.#colour = colour;
    this.#ends = ends;
    this.#plot = this.#draw();
    new ResizeObserver(() => this.#plot.setSize({ width: this.#root.clientWidth, height: HEIGHT })).observe(this.#root);
    // A canvas does not follow the style sheet.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.#plot.destroy();
      this.#plot = this.#draw();
    });
  }

  start(steps: number): void {
    this.#steps = steps;
    this.#points = [[], []];
    this.#plot.setData(this.#points);
  }

  add(step: number, value: number): void {
    this.#points[0].push(step);
    this.#points[1].push(value);
    this.#plot.setData(this.#points);
  }

  #draw(): uPlot {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    const font = '12px system-ui, sans-serif';
    return new uPlot(
      {
        width: this.#root.clientWidth || 300,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false, range: () => [0, this.#steps] },
          y: { range: (_, lowest, highest) => this.#ends(lowest || 0, highest || 0) },
        },
        axes: [
          { ...axis, font, size: 34, label: 'step', labelFont: font, labelSize: 16 },
          { ...axis, font, size: 46 },
        ],
        series: [{}, { stroke: colour(this.#colour), width: 2, points: { show: true, size: 4 } }],
      },
      this.#points,
      this.#root,
    );
  }
}

/** The live curves of a teach. */
export class Curves {
  readonly #loss = new Curve('loss-chart', '--accent');
  readonly #active = new Curve('active-chart', '--same', () => [0, 1]);

  start(steps: number): void {
    this.#loss.start(steps);
    this.#active.start(steps);
  }

  add({ step, loss, activeFraction }: TeachProgress): void {
    this.#loss.add(step, loss);
    this.#active.add(step, activeFraction);
  }
}
