import type { TeachProgress } from 'kinfold';
import { byId } from './dom.js';
import { type Ends, Plot } from './plot.js';

/** A curve over the training steps. */
export class Curve {
  readonly #plot: Plot;
  #steps = 1;
  #points: [number[], number[]] = [[], []];

  /** @param colour a custom property of the style sheet. */
  constructor(id: string, colour: string, ends?: Ends) {
    this.#plot = new Plot(byId(id), { colours: [colour], unit: 'step', hasDots: true, ...(ends && { ends }) });
  }

  start(steps: number): void {
    this.#steps = steps;
    this.#points = [[], []];
    this.#show();
  }

  add(step: number, value: number): void {
    this.#points[0].push(step);
    this.#points[1].push(value);
    this.#show();
  }

  #show(): void {
    this.#plot.show(this.#points, [0, this.#steps]);
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
