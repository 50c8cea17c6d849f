import { Parameters, resolveGraph } from 'kinfold/core';
import { Curve } from '../page/curves.js';
import { byId, isInactive, setInactive } from '../page/dom.js';
import { type Digits, splitDigits, unpackDigits } from './data.js';
import { PICTURES, STEPS } from './learn.js';
import type { Order, Report } from './messages.js';
import { showNeighbours } from './neighbours.js';
import { digitNetwork } from './network.js';
import { drawDigit } from './picture.js';

/** Examples of each digit. */
const EXAMPLES = 2;

const field = (id: string) => byId<HTMLInputElement>(id);
const curves = {
  loss: new Curve('loss-chart', '--accent'),
  recall: new Curve('recall-chart', '--same', (lowest) => [Math.min(lowest, 0.5), 1]),
};
const percent = (fraction: number) => `${(fraction * 100).toFixed(1)}\u00a0%`;

class Page {
  readonly #losses: number[] = [];
  #worker: Worker | undefined;
  #unseen: Digits | undefined;
  #recall = 0;
  #startedAt = 0;

  constructor(readonly bytes: Uint8Array) {
    field('steps').valueAsNumber = STEPS;
    field('pictures').valueAsNumber = PICTURES;
    this.#describe();
    field('unseen').addEventListener('change', () => this.#describe());
    byId('learn').addEventListener('submit', (event) => {
      event.preventDefault();
      if (!this.#worker) this.#start();
    });
    byId('stop').addEventListener('click', () => {
      if (!isInactive(byId('stop'))) this.#end('Stopped.');
    });
    this.#end('The digits are there.');
  }

  #describe(): void {
    const digits = splitDigits(unpackDigits(this.bytes), field('unseen').valueAsNumber);
    this.#unseen = digits.unseen;
    const { labels } = digits.unseen;
    byId('training').textContent = `${digits.training.labels.length} digits, 28 × 28`;
    byId('unseen-count').textContent = `${labels.length} others`;
    const { count } = new Parameters(resolveGraph(digitNetwork()));
    byId('network').textContent = `${count.toLocaleString('en')} weights, 64 numbers out`;
    const examples = Array.from({ length: 10 }, (_, digit) =>
      [...labels.keys()].filter((index) => labels[index] === digit).slice(0, EXAMPLES),
    );
    byId('examples').replaceChildren(...examples.flat().map((index) => drawDigit(digits.unseen, index)));
  }

  #start(): void {
    const steps = field('steps').valueAsNumber;
    const pictures = field('pictures').valueAsNumber;
    for (const curve of Object.values(curves)) curve.start(steps);
    this.#losses.length = 0;
    this.#startedAt = performance.now();
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Report>) => this.#hear(data, steps));
    worker.addEventListener('error', ({ message }) => this.#fail(message || 'The worker could not be started.'));
    this.#worker = worker;
    setInactive(byId('start'), true);
    setInactive(byId('stop'), false);
    document.body.setAttribute('data-busy', '');
    byId('problem').textContent = '';
    byId('status').textContent = 'Opening the GPU and measuring the random network.';
    const every = Math.max(1, Math.min(10, Math.round(steps / 20)));
    const order: Order = {
      bytes: this.bytes,
      unseen: this.#unseen!.labels.length,
      options: { steps, pictures, every },
    };
    worker.postMessage(order);
  }

  #hear(report: Report, steps: number): void {
    switch (report.kind) {
      case 'opened':
        byId('machine').textContent = `WebGPU · ${report.adapter}`;
        return;
      case 'step':
        this.#losses.push(report.loss);
        curves.loss.add(report.step, report.loss);
        byId('status').textContent = 'Training.';
        break;
      case 'round':
        this.#recall = report.recall;
        curves.recall.add(report.step, report.recall);
        byId('recall-chart').setAttribute('aria-label', `Recall by step, now ${percent(report.recall)}`);
        showNeighbours(this.#unseen!, report.nearest);
        break;
      case 'done':
        this.#end(`Trained in ${((performance.now() - this.#startedAt) / 1000).toFixed(0)} s.`);
        return;
      case 'failed':
        this.#fail(report.message);
        return;
    }
    this.#showFigures(report.step, steps);
  }

  #showFigures(step: number, steps: number): void {
    const loss = this.#losses.at(-1);
    byId<HTMLProgressElement>('progress').value = step / steps;
    byId('figures').textContent =
      `step ${step} of ${steps}${loss === undefined ? '' : ` · loss ${loss.toFixed(3)}`} · recall@1 ${percent(this.#recall)}`;
    byId('loss-chart').setAttribute('aria-label', `Loss by step: ${this.#losses.map((x) => x.toFixed(3)).join(', ')}`);
  }

  #fail(message: string): void {
    byId('problem').textContent = message.endsWith('.') ? message : `${message}.`;
    this.#end('That did not work.');
  }

  #end(sentence: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    setInactive(byId('start'), false);
    setInactive(byId('stop'), true);
    document.body.removeAttribute('data-busy');
    byId('status').textContent = sentence;
  }
}

const response = await fetch('digits.bin');
if (response.ok) new Page(new Uint8Array(await response.arrayBuffer()));
else byId('problem').textContent = 'The digits cannot be loaded; run `npm ci` and `npm start` again.';
