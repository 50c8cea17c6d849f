import type { ConfusedPair } from './report.js';

const KEPT = 10;

interface Found {
  readonly first: number;
  readonly second: number;
  readonly distance: number;
}

/** Keeps the nearest pairs of two identities and the farthest of one while all pairs go by; of equal ones those that came first. */
export class ConfusedPairs {
  readonly #impostor: Found[] = [];
  readonly #genuine: Found[] = [];

  offer(first: number, second: number, same: boolean, distance: number): void {
    const list = same ? this.#genuine : this.#impostor;
    const worse = (than: Found) => (same ? distance > than.distance : distance < than.distance);
    if (list.length === KEPT && !worse(list[KEPT - 1]!)) return;
    let place = list.length;
    while (place > 0 && worse(list[place - 1]!)) place--;
    list.splice(place, 0, { first, second, distance });
    if (list.length > KEPT) list.pop();
  }

  named(nameOf: (picture: number) => string): { impostor: ConfusedPair[]; genuine: ConfusedPair[] } {
    const named = ({ first, second, distance }: Found) => ({ first: nameOf(first), second: nameOf(second), distance });
    return { impostor: this.#impostor.map(named), genuine: this.#genuine.map(named) };
  }
}
