import type { Random } from '../../cpu/random.js';

/**
 * Draws from `items` in rounds: each item comes once, in random order, before any comes again. One draw never holds an item
 * twice; where a round ends inside a draw, the items that the draw already holds come later in the next round.
 */
export class Bag {
  readonly #items: readonly number[];
  #pending: number[];

  /** @param pending - the items still to come in this round, in their order. */
  constructor(items: readonly number[], pending: readonly number[] = []) {
    this.#items = items;
    this.#pending = [...pending];
  }

  get pending(): number[] {
    return [...this.#pending];
  }

  /** `count` items, all different; `count` is at most the number of items. */
  draw(count: number, random: Random): number[] {
    const drawn = this.#pending.splice(0, count);
    if (drawn.length === count) return drawn;
    const held = new Set(drawn);
    const round = random.shuffle(this.#items);
    const taken = new Set(round.filter((item) => !held.has(item)).slice(0, count - drawn.length));
    this.#pending = round.filter((item) => !taken.has(item));
    return [...drawn, ...taken];
  }
}
