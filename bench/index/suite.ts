import { DeviceIndex } from '../../src/gallery/device-index.js';
import type { TemplateIndex } from '../../src/gallery/template-index.js';
import type { Backend } from '../../src/gpu/backend.js';
import { nodeEnvironment } from '../../src/node/environment.js';
import { openPostgresIndex } from '../../src/postgres/open.js';
import { Crowd, ORIGIN, WIDTH } from './crowd.js';
import { openDatabase, SCHEMA } from './database.js';
import { type Answers, compare, type Measured, searchAll, timed } from './measure.js';

/** Probes for up to so many templates, and for more, where an exact search of many takes the host a second. */
const [PROBES, FEW_PROBES, FROM] = [200, 50, 100_000];
/** Nearest identities that are asked for; a decision takes two. */
const [MANY, FEW] = [10, 2];
const CANDIDATES = [40, 100, 200, 400];
/** What the server may use to build the graph: a million fit. */
const BUILDING = '1500MB';

export interface Row extends Measured {
  readonly index: string;
  readonly templates: number;
  readonly bytes: number;
  /** What the memory is made of. */
  readonly parts: string;
  /** Seconds to fill and to build: on the wall, and of this process' processors; a server uses its own. */
  readonly seconds: number;
  readonly processorSeconds: number;
}

type Say = (line: string) => void;

/** Both indexes over the same `count` templates, searched with the same probes; `show` gets the rows of each, and where they were measured. */
export async function measureIndexes(
  count: number,
  say: Say,
  show: (where: string, rows: readonly Row[]) => void,
): Promise<void> {
  const backend = await nodeEnvironment.openBackend('webgpu');
  const crowd = new Crowd(count, count > FROM ? FEW_PROBES : PROBES);
  const { rows, exact } = await onDevice(backend, crowd, say);
  show(backend.adapter, rows);
  backend.destroy();
  const searched = await inPostgres(count, crowd, exact, say);
  show(searched.name, searched.rows);
}

async function onDevice(backend: Backend, crowd: Crowd, say: Say): Promise<{ rows: Row[]; exact: Answers }> {
  const index = new DeviceIndex(backend, { width: WIDTH, origin: ORIGIN });
  const { wall, processor } = await timed(() => fill(index, crowd, say));
  const many = await searchAll(index, crowd.probes, MANY);
  say(`${crowd.count} on the device: the ${MANY} nearest`);
  const few = await searchAll(index, crowd.probes, FEW);
  say(`${crowd.count} on the device: the ${FEW} nearest`);
  const bytes = backend.counters.bytesAllocated;
  index.release();
  const exact = many.answers;
  const common = {
    templates: crowd.count,
    bytes,
    parts: 'device; the host as much',
    seconds: wall,
    processorSeconds: processor,
  };
  return {
    exact,
    rows: [
      {
        index: `device, k = ${FEW}`,
        ...common,
        ...compare(few, exact),
      },
      { index: `device, k = ${MANY}`, ...common, ...compare(many, exact) },
    ],
  };
}

async function inPostgres(
  count: number,
  { probes }: Crowd,
  exact: Answers,
  say: Say,
): Promise<{ name: string; rows: Row[] }> {
  const database = await openDatabase();
  const open = (candidates: number) => {
    const { client } = database;
    return openPostgresIndex({
      client,
      width: WIDTH,
      origin: ORIGIN,
      key: new Uint8Array(32),
      schema: SCHEMA,
      candidates,
    });
  };
  try {
    const index = await open(CANDIDATES[0]!);
    // As docs/scale.md says for many templates: the graph is made once they are there.
    await database.value(`DROP INDEX ${SCHEMA}.templates_embedding`);
    await database.value(`SET maintenance_work_mem = '${BUILDING}'`);
    const filling = await timed(() => fill(index, new Crowd(count, 0), say));
    say(
      `${count} in PostgreSQL: filled in ${filling.wall.toFixed(0)} s, ${filling.processor.toFixed(0)} s of the processor`,
    );
    const hnsw = `CREATE INDEX templates_embedding ON ${SCHEMA}.templates USING hnsw (embedding vector_l2_ops)`;
    const building = await timed(() => database.value(hnsw));
    say(
      `${count} in PostgreSQL: built in ${building.wall.toFixed(0)} s, ${building.processor.toFixed(0)} s of the processor`,
    );
    const size = async (of: string) =>
      Number(await database.value(`SELECT pg_total_relation_size('${SCHEMA}.${of}')::float8`));
    const [all, graph] = [await size('templates'), await size('templates_embedding')];
    const common = {
      templates: count,
      bytes: all,
      parts: `HNSW ${(graph / 2 ** 20).toFixed(1)} MiB of it`,
      seconds: filling.wall + building.wall,
      processorSeconds: filling.processor + building.processor,
    };
    const rows: Row[] = [];
    for (const candidates of CANDIDATES) {
      const searched = await searchAll(await open(candidates), probes, MANY);
      rows.push({ index: `PostgreSQL, candidates ${candidates}`, ...common, ...compare(searched, exact) });
      say(`${count} in PostgreSQL: candidates ${candidates}`);
    }
    return { name: `${database.name}, maintenance_work_mem ${BUILDING}`, rows };
  } finally {
    await database.close();
  }
}

async function fill(index: TemplateIndex, crowd: Crowd, say: Say): Promise<void> {
  let filled = 0;
  for (const batch of crowd.batches()) {
    await index.add(batch);
    filled += batch.length;
    if (filled % 50_000 === 0) say(`${filled} of ${crowd.count} templates`);
  }
}
