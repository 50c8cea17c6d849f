import type { Engine, Identification } from 'kinfold';
import { type Probe, SAMPLE_THRESHOLD } from '../samples/views.js';
import { showAnswer } from './answer.js';
import { byId } from './dom.js';
import { pictureInput } from './picture-input.js';
import { SampleViews } from './sample-views.js';
import type { Status } from './status.js';
import type { ShownPicture } from './thumbnail.js';

/** Section 4: who is in a picture. */
export class Recognise {
  readonly #threshold = byId<HTMLInputElement>('threshold');
  readonly #views = new SampleViews();
  /** The picture that was recognised last. */
  #last: ShownPicture | Probe | undefined;
  /** Whether the weights have been taught. */
  isTaught = false;

  constructor(
    readonly engine: Engine,
    readonly status: Status,
    /** Called when the threshold has changed. */
    readonly onThreshold: () => void,
  ) {
    pictureInput(byId('recognise-pictures'), 'Choose a picture', status, ([picture]) => this.#recognise(picture!));
    this.#threshold.valueAsNumber = SAMPLE_THRESHOLD;
    this.#threshold.addEventListener('input', () => {
      this.#showThreshold();
      this.onThreshold();
    });
    this.#threshold.addEventListener('change', () => {
      if (this.#last) void this.#recognise(this.#last);
    });
    byId('recognise-all').addEventListener('click', () => this.#recogniseAll());
    this.#showThreshold();
  }

  get threshold(): number {
    return this.#threshold.valueAsNumber;
  }

  showProbes(probes: readonly Probe[]): Promise<void> {
    return this.#views.show(probes, (probe) => this.#recognise(probe));
  }

  #showThreshold(): void {
    byId('threshold-value').textContent = this.threshold.toFixed(2);
  }

  async #recognise(asked: ShownPicture | Probe): Promise<void> {
    await this.status.perform('Recognising.', async () => {
      this.#last = asked;
      const picture = 'pixels' in asked ? asked.pixels : asked;
      const answer = await this.#identify(picture);
      await showAnswer(picture, answer);
      if ('pixels' in asked) this.#views.mark(asked, answer);
      return answer.identity === null ? 'Nobody who is enrolled.' : `That is ${answer.identity}.`;
    });
  }

  async #recogniseAll(): Promise<void> {
    await this.status.perform('Recognising the sample views.', async () => {
      const answers: [Probe, Identification][] = [];
      for (const probe of this.#views.probes) {
        const answer = await this.#identify(probe.pixels);
        this.#views.mark(probe, answer);
        answers.push([probe, answer]);
        this.status.say(`Recognising the sample views: ${answers.length} of ${this.#views.probes.length}.`);
      }
      this.#views.tally(answers, this.isTaught);
      return `All ${answers.length} sample views were recognised ${this.isTaught ? 'after' : 'before'} teaching; see the table.`;
    });
  }

  #identify(picture: ShownPicture): Promise<Identification> {
    return this.engine.identify(picture, { threshold: this.threshold });
  }
}
