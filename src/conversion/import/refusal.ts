/** Thrown by the import of one node: why it cannot be an encoder's. The importer adds which node, and what to do instead. */
export class Refusal extends Error {}

export function refuse(why: string): never {
  throw new Refusal(why);
}
