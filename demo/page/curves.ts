import type { TeachProgress } from 'kinfold';
import uPlot from 'uplot';
import { byId } from './dom.js';

const HEIGHT = 180;

/** A curve over the training steps. */
class Curve {
  readonly #root: HTMLElement;
  readonly #colour: string;
  readonly #most: number | undefined;
  #plot: uPlot;
  #steps = 1;
  #points: [number[], number[]] = [[], []];

  /** @param most upper end of the axis; undefined to follow the values. */
  constructor(id: string, colour: string, most?: number) {
    this.#root = byId(id);
    this.#colour = colour;
    this.#most = most;
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
          y: { range: (_, __, highest) => [0, this.#most ?? Math.max(highest || 0, 0.1) * 1.1] },
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
  readonly #active = new Curve('active-chart', '--same', 1);

  start(steps: number): void {
    this.#loss.start(steps);
    this.#active.start(steps);
  }

  add({ step, loss, activeFraction }: TeachProgress): void {
    this.#loss.add(step, loss);
    this.#active.add(step, activeFraction);
  }
}
