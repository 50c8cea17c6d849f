/** What was allocated as typed arrays while something ran. */
export interface Allocations {
  /** The largest of them. */
  largest: number;
  total: number;
}

const NAMES = [
  'Uint8Array',
  'Int8Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
] as const;

/**
 * Counts the bytes of every typed array and ArrayBuffer that is made while `run` runs; a view of memory that is there counts nothing.
 * The constructors are replaced for that time, those that `slice`, `map` and `from` use too.
 */
export function countAllocations(run: () => void): Allocations {
  const allocations: Allocations = { largest: 0, total: 0 };
  const note = (bytes: number) => {
    allocations.total += bytes;
    allocations.largest = Math.max(allocations.largest, bytes);
  };
  const scope = globalThis as unknown as Record<string, Constructor>;
  const originals = [...NAMES, 'ArrayBuffer'].map((name) => [name, scope[name]!] as const);
  for (const [name, original] of originals) {
    const counted = new Proxy(original, {
      construct(target, args, self) {
        const made = Reflect.construct(target, args, self === counted ? target : self) as ArrayBufferView | ArrayBuffer;
        const isView = args[0] instanceof NativeBuffer;
        if (!isView) note(made.byteLength);
        return made;
      },
    });
    scope[name] = counted;
    original.prototype.constructor = counted;
  }
  try {
    run();
  } finally {
    for (const [name, original] of originals) {
      scope[name] = original;
      original.prototype.constructor = original;
    }
  }
  return allocations;
}

type Constructor = (new (...args: never[]) => object) & { readonly prototype: { constructor: unknown } };

const NativeBuffer = ArrayBuffer;
