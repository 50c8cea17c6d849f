/** Steps back that are kept; each holds a vector of weights. */
const DEPTH = 8;

/** What came before and, after steps back, what comes next. */
export class History<T> {
  #past: T[] = [];
  #future: T[] = [];

  /** To be called with what is about to be replaced; there is nothing to redo any more. */
  push(former: T): void {
    this.#past = [...this.#past, former].slice(-DEPTH);
    this.#future = [];
  }

  /** What `back` would give. */
  get former(): T | undefined {
    return this.#past.at(-1);
  }

  /** What `forward` would give. */
  get next(): T | undefined {
    return this.#future.at(-1);
  }

  /** What to go back to from `present`; undefined if there is nothing. */
  back(present: T): T | undefined {
    const { former } = this;
    if (former === undefined) return undefined;
    this.#past = this.#past.slice(0, -1);
    this.#future = [...this.#future, present];
    return former;
  }

  /** What to go forward to from `present`; undefined if there is nothing. */
  forward(present: T): T | undefined {
    const { next } = this;
    if (next === undefined) return undefined;
    this.#future = this.#future.slice(0, -1);
    this.#past = [...this.#past, present];
    return next;
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
  }

  /** Steps that can be taken back and forward. */
  get depth(): { readonly undo: number; readonly redo: number } {
    return { undo: this.#past.length, redo: this.#future.length };
  }
}
