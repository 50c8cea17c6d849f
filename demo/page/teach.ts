import type { Engine, PairHistograms, TeachProgress } from 'kinfold';
import { Curves } from './curves.js';
import { byId, isInactive, setInactive } from './dom.js';
import { drawHistograms } from './histogram-chart.js';
import type { Status } from './status.js';

/** Section 3: the teach, its curves, and what it did to the distances. */
export class Teach {
  readonly #steps = byId<HTMLInputElement>('steps');
  readonly #cancel = byId('teach-cancel');
  readonly #progress = byId<HTMLProgressElement>('teach-progress');
  readonly #figures = byId('teach-figures');
  readonly #curves = new Curves();
  #controller: AbortController | undefined;
  #before: PairHistograms | undefined;
  #after: PairHistograms | undefined;

  constructor(
    readonly engine: Engine,
    readonly status: Status,
    readonly threshold: () => number,
    /** Called after a teach, with its progress if its weights were kept. */
    readonly onTaught: (kept: readonly TeachProgress[] | undefined) => void,
  ) {
    byId('teach-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#teach();
    });
    this.#cancel.addEventListener('click', () => {
      if (!isInactive(this.#cancel)) this.#controller?.abort();
    });
    new ResizeObserver(() => this.draw()).observe(byId('before-chart'));
  }

  /** Shows the distances of whoever is enrolled now. */
  async showGallery(): Promise<void> {
    const isEmpty = (await this.engine.identities()).length === 0;
    this.#before = isEmpty ? undefined : await this.engine.histograms();
    this.#after = undefined;
    this.draw();
  }

  /** Draws the histograms at the present width and threshold. */
  draw(): void {
    drawHistograms(byId('before-chart'), 'Distances before teaching', this.#before, this.threshold());
    drawHistograms(byId('after-chart'), 'Distances after teaching', this.#after, this.threshold());
  }

  async #teach(): Promise<void> {
    const steps = Number(this.#steps.value);
    this.#controller = new AbortController();
    setInactive(this.#cancel, false);
    await this.status.perform(`Teaching, ${steps} steps.`, () => this.#run(steps, this.#controller!.signal));
    setInactive(this.#cancel, true);
  }

  async #run(steps: number, signal: AbortSignal): Promise<string> {
    this.#curves.start(steps);
    this.#progress.value = 0;
    const teaching = this.engine.teach({ steps, signal, every: Math.max(1, Math.min(10, Math.round(steps / 10))) });
    const progress: TeachProgress[] = [];
    let next = await teaching.next();
    for (; !next.done; next = await teaching.next()) {
      const { step, loss, activeFraction } = next.value;
      progress.push(next.value);
      this.#curves.add(next.value);
      this.#progress.value = step / steps;
      this.#figures.textContent = `step ${step} of ${steps} · loss ${loss.toFixed(3)} · active ${(activeFraction * 100).toFixed(0)} %`;
    }
    const { identities, pictures, before, after, kept, reason, steps: taken } = next.value;
    this.#progress.value = 1;
    this.#before = before;
    this.#after = after;
    this.draw();
    this.onTaught(kept === 'after' ? progress : undefined);
    const taught = `Taught ${pictures} pictures of ${identities} people in ${taken} steps`;
    return kept === 'after' ? `${taught}.` : `${taught}, but the weights stay as they were: ${reason}.`;
  }
}
