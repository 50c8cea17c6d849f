import type { Identification } from 'kinfold';
import type { Probe } from '../samples/views.js';
import { byId, create } from './dom.js';
import { thumbnail } from './thumbnail.js';

type Answers = readonly (readonly [Probe, Identification])[];

interface View {
  readonly probe: Probe;
  readonly button: HTMLButtonElement;
  /** What a screen reader calls it before there is an answer. */
  readonly label: string;
}

/** The unseen sample views as buttons, each marked by the last answer, and the tally of the answers. */
export class SampleViews {
  #views: View[] = [];

  /** Keeps the room for the views until they are drawn. */
  static reserve(known: number, strangers: number): void {
    const places = (count: number) => Array.from({ length: count }, () => create('span', { className: 'place' }));
    byId('known-views').replaceChildren(...places(known));
    byId('stranger-views').replaceChildren(...places(strangers));
  }

  async show(probes: readonly Probe[], onChoose: (probe: Probe) => void): Promise<void> {
    const numbers = new Map<string | null, number>();
    this.#views = await Promise.all(
      probes.map(async (probe) => {
        const number = (numbers.get(probe.identity) ?? 0) + 1;
        numbers.set(probe.identity, number);
        const label =
          probe.identity === null ? `Stranger's view ${number}` : `Unseen view ${number} of ${probe.identity}`;
        const button = create('button', { type: 'button', title: label }, await thumbnail(probe.pixels));
        button.setAttribute('aria-label', label);
        button.addEventListener('click', () => onChoose(probe));
        return { probe, button, label };
      }),
    );
    const buttons = (isStranger: boolean) =>
      this.#views.filter(({ probe }) => (probe.identity === null) === isStranger).map(({ button }) => button);
    byId('known-views').replaceChildren(...buttons(false));
    byId('stranger-views').replaceChildren(...buttons(true));
  }

  get probes(): Probe[] {
    return this.#views.map(({ probe }) => probe);
  }

  /** Marks a view as right, wrong or unknown. */
  mark(probe: Probe, { identity }: Identification): void {
    const view = this.#views.find((each) => each.probe === probe);
    if (!view) return;
    const result = identity === probe.identity ? 'right' : identity === null ? 'missed' : 'wrong';
    view.button.dataset['result'] = result;
    view.button.setAttribute('aria-label', `${view.label}, answered ${identity ?? 'unknown'}: ${result}`);
  }

  /** Writes the counts into the column for the weights as they are. */
  tally(answers: Answers, isTaught: boolean): void {
    const known = answers.filter(([probe]) => probe.identity !== null);
    const strangers = answers.filter(([probe]) => probe.identity === null);
    const right = known.filter(([probe, { identity }]) => identity === probe.identity).length;
    const unknown = known.filter(([, { identity }]) => identity === null).length;
    const named = strangers.filter(([, { identity }]) => identity !== null).length;
    const counts = [
      `${right} of ${known.length}`,
      `${known.length - right - unknown}`,
      `${unknown}`,
      `${named} of ${strangers.length}`,
      medianOf(known, (probe, identity) => identity === probe.identity),
      medianOf(known, (probe, identity) => identity !== probe.identity),
    ];
    const cells = byId('tally').querySelectorAll(isTaught ? 'td:last-child' : 'td:nth-child(2)');
    for (const [index, cell] of cells.entries()) cell.textContent = counts[index]!;
  }
}

/** Median distance to the nearest candidate that is meant. One that is not among the candidates counts as farther than all. */
function medianOf(answers: Answers, isMeant: (probe: Probe, identity: string) => boolean): string {
  const distances = answers
    .map(([probe, { candidates }]) => candidates.find(({ identity }) => isMeant(probe, identity))?.distance ?? 4)
    .sort((a, b) => a - b);
  return (distances[Math.floor(distances.length / 2)] ?? 0).toFixed(2);
}
