import type { Engine } from 'kinfold';
import type { sampleEnrolments } from '../samples/views.js';
import { byId, create, setInactive } from './dom.js';
import { pictureInput } from './picture-input.js';
import type { Status } from './status.js';
import { type ShownPicture, thumbnail } from './thumbnail.js';

type Enrolments = ReturnType<typeof sampleEnrolments>;

/** Section 2: who is enrolled, with what pictures. */
export class Enrol {
  readonly #name = byId<HTMLInputElement>('enrol-name');
  /** Drawings of the pictures that were enrolled in this page; a loaded file brings none. */
  readonly #drawings = new Map<string, HTMLCanvasElement[]>();

  constructor(
    readonly engine: Engine,
    readonly status: Status,
    /** Called when the gallery has changed. */
    readonly onChange: () => Promise<void>,
  ) {
    byId('enrol-form').addEventListener('submit', (event) => event.preventDefault());
    pictureInput(byId('enrol-pictures'), 'Choose pictures', status, (pictures) => this.#enrolOwn(pictures));
  }

  /** Enrols the samples that are not there yet. Call it inside `Status.perform`. */
  async enrolSamples(enrolments: Enrolments): Promise<string> {
    for (const [index, { identity, pictures }] of enrolments.entries()) {
      this.status.say(`Enrolling the samples: ${identity}, ${index + 1} of ${enrolments.length}.`);
      await this.#enrol(identity, pictures);
    }
    await this.onChange();
    return `${enrolments.length} sample people are enrolled; teach them, or recognise the unseen views first.`;
  }

  /** Draws the cards anew from what the engine says. */
  async show(): Promise<void> {
    const identities = await this.engine.identities();
    const pictures = identities.reduce((sum, each) => sum + each.pictures, 0);
    byId('enrol-count').textContent =
      identities.length === 0
        ? 'Nobody is enrolled.'
        : `${counted(identities.length, 'person', 'people')}, ${counted(pictures, 'picture', 'pictures')}`;
    byId('identities').replaceChildren(...identities.map((each) => this.#card(each.identity, each.pictures)));
  }

  async #enrolOwn(pictures: Blob[]): Promise<void> {
    const name = this.#name.value.trim();
    if (!this.#name.reportValidity() || name === '') return;
    await this.status.perform(`Enrolling ${counted(pictures.length, 'picture', 'pictures')} of ${name}.`, async () => {
      const { identity, pictures: all } = await this.#enrol(name, pictures);
      await this.onChange();
      return `${identity} is enrolled with ${counted(all, 'picture', 'pictures')}.`;
    });
  }

  async #enrol(name: string, pictures: readonly ShownPicture[]) {
    const enrolment = await this.engine.enrol(name, pictures);
    if (enrolment.added > 0) {
      const drawings = await Promise.all(pictures.map(thumbnail));
      this.#drawings.set(enrolment.identity, [...(this.#drawings.get(enrolment.identity) ?? []), ...drawings]);
    }
    await this.show();
    return enrolment;
  }

  #card(identity: string, pictures: number): HTMLLIElement {
    const remove = create('button', { type: 'button', className: 'quiet' }, 'Remove');
    remove.setAttribute('aria-label', `Remove ${identity}`);
    setInactive(remove, this.status.isBusy);
    remove.addEventListener('click', () =>
      this.status.perform(`Removing ${identity}.`, async () => {
        await this.engine.remove(identity);
        this.#drawings.delete(identity);
        await this.show();
        await this.onChange();
        this.#name.focus();
        return `${identity} was removed.`;
      }),
    );
    const strip = create('div', { className: 'strip' }, ...(this.#drawings.get(identity) ?? []).slice(0, 4));
    strip.setAttribute('aria-hidden', 'true');
    const text = create('p', {}, create('strong', {}, identity), ` ${counted(pictures, 'picture', 'pictures')}`);
    return create('li', {}, strip, create('div', { className: 'row' }, text, remove));
  }
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
