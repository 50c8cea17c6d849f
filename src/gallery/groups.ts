/** Names that belong together, directly or through others: disjoint sets. */
export class Groups {
  readonly #parent = new Map<string, string>();

  /** The name that stands for the group of this one; itself while it is alone. */
  find(name: string): string {
    let root = name;
    for (let next = this.#parent.get(root); next !== undefined; next = this.#parent.get(root)) root = next;
    return root;
  }

  join(a: string, b: string): void {
    const [first, second] = [this.find(a), this.find(b)];
    if (first !== second) this.#parent.set(second, first);
  }

  joins(a: string, b: string): boolean {
    return this.find(a) === this.find(b);
  }
}
