import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/types.js';
import { TinyStorableEngine } from '../support/storable-engine.js';
import { storedBytes } from './stored-bytes.js';

const NAME = 'door';
const WIDTH = 8;

/** Numbers that look like features, the same for the same seed. */
function features(seed: number): Float32Array {
  return Float32Array.from({ length: WIDTH }, (_, i) => Math.sin(seed * 37.1 + i * 11.7) * 3);
}

/** What the store holds after `n` changes: some of the people, and weights that tell `n`. */
function stateAt(n: number, names: readonly string[]): TinyStorableEngine {
  const engine = new TinyStorableEngine();
  for (const [i, name] of names.slice(0, 1 + (n % names.length)).entries()) {
    const seeds = [1, 2, 3].map((picture) => i * 100 + picture);
    engine.enrol(
      name,
      seeds.map((seed) => ({ pictureId: seed.toString(16).padStart(64, 'a'), features: features(seed) })),
    );
  }
  engine.weights = engine.weights.map((_, i) => 1 + (i === 0 ? n : 0));
  return engine;
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** What somebody could look for: the numbers of features and embeddings as they lie in memory. */
async function vectors(engine: TinyStorableEngine): Promise<string[]> {
  const { embeddings } = await engine.templates();
  const rows = engine.gallery.entries().map((entry) => entry.features);
  for (let i = 0; i < embeddings.length; i += WIDTH) rows.push(embeddings.slice(i, i + WIDTH));
  return rows.map((row) => hex(new Uint8Array(row.slice(2, 5).buffer)));
}

const scenarios = {
  /** Opens the store and says how many changes it has seen, and whether it holds exactly what it held after that many. */
  async look(names: readonly string[]) {
    const store = await openStore({ name: NAME });
    try {
      return await describe(store, names);
    } finally {
      await store.close();
    }
  },

  /** Changes the store until the page is killed. The console says what was kept. */
  async write(names: readonly string[]): Promise<never> {
    const store = await openStore({ name: NAME });
    const { changes } = await describe(store, names);
    const consents = new Map(names.map((name) => [name, { purpose: `to let ${name} in`, given: 1, expires: null }]));
    for (let n = changes + 1; ; n++) {
      const engine = stateAt(n, names);
      const present = new Set(engine.gallery.identities());
      await store.keep(engine, { consents: new Map([...consents].filter(([name]) => present.has(name))) });
      console.log(`kept ${n}`);
      await store.writeState('lockout', Uint8Array.of(n >> 8, n & 255));
      console.log(`locked ${n}`);
    }
  },

  /** All that the origin holds, as one row of bytes in hexadecimal digits, and what must not be among them. */
  async scan({ names, pin }: { readonly names: readonly string[]; readonly pin: string }) {
    const store = await openStore({ name: NAME });
    const { changes } = await describe(store, names);
    await store.setPin(pin);
    await store.appendAudit({ at: 1, subject: store.identityId(names[0]!) });
    await store.close();
    const needles = await vectors(stateAt(changes, names));
    return { bytes: hex(await storedBytes()), needles };
  },

  /** Opens the store twice, then destroys it. */
  async end() {
    const store = await openStore({ name: NAME });
    const refused = await openStore({ name: NAME }).then(
      () => 'opened',
      (error) => (error as { code: string }).code,
    );
    const people = store.people().length;
    await store.destroy();
    const databases = (await indexedDB.databases()).length;
    const anchors = Object.keys(localStorage).filter((key) => key.startsWith('kinfold')).length;
    const again = await openStore({ name: NAME });
    const left = again.people().length;
    await again.close();
    return { refused, people, databases, anchors, left };
  },

  /** What a careless page would leave, so that a test sees that it is found. */
  async plant(name: string) {
    localStorage.setItem('careless', name);
    await (await caches.open('careless')).put('/careless', new Response(`hello ${name}`));
    return hex(await storedBytes());
  },
};

async function describe(store: Store, names: readonly string[]) {
  const engine = new TinyStorableEngine();
  if (!(await store.restore(engine))) return { changes: 0, isWhole: store.people().length === 0, locked: 0 };
  const changes = Math.round(engine.weights[0]!) - 1;
  const expected = stateAt(changes, names);
  const isSame = hex(await engine.save()) === hex(await expected.save());
  const templates = JSON.stringify(await store.templates()) === JSON.stringify(await expected.templates());
  const people = store.people().map(({ identity, pictures }) => `${identity} ${pictures}`);
  const isComplete =
    people.join() ===
    expected.gallery
      .identities()
      .map((name) => `${name} 3`)
      .join();
  const [high = 0, low = 0] = (await store.readState('lockout')) ?? [];
  return { changes, isWhole: isSame && templates && isComplete, locked: high * 256 + low };
}

export type Scenarios = typeof scenarios;

Object.assign(globalThis, { scenarios });
