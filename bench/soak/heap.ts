/** What a thread's JavaScript holds after its garbage was collected, in bytes. */
export interface Heap {
  /** Objects, arrays, closures, strings. */
  readonly data: number;
  /** What of the browser goes with them: the document and its styles, timelines of what was slow. Its tables grow by doubling. */
  readonly browser: number;
  /** Machine code, bytecode, what was learned of types: it grows for thousands of frames, as ever more of the code gets optimised. */
  readonly code: number;
  /** What lies outside of the heap: array buffers, WebAssembly memories. */
  readonly buffers: number;
}

interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly unknown[] };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** Sorts what a heap snapshot of V8 lists. */
export function readSnapshot(json: string): Omit<Heap, 'buffers'> {
  const { snapshot, nodes, strings }: Snapshot = JSON.parse(json);
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const typeNames = types[0] as readonly string[];
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field)) as [
    number,
    number,
    number,
  ];
  let [data, browser, code] = [0, 0, 0];
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = typeNames[nodes[at + type]!]!;
    // V8's own tables, those of array buffers' memory among them.
    const isInternal = kind === 'native' && strings[nodes[at + name]!]!.startsWith('system / ');
    if (isInternal) continue;
    if (kind === 'code' || kind === 'object shape') code += nodes[at + size]!;
    else if (kind === 'native') browser += nodes[at + size]!;
    else data += nodes[at + size]!;
  }
  return { data, browser, code };
}
