// `npm run bench -- index [1000 100000 1000000]`: the index on the device and the one in PostgreSQL over as many templates, in Node. DATABASE_URL names
// a server with pgvector; without it PGlite runs in this process. A million takes an hour or more in PGlite.
import { mkdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '../bundle.mjs';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const percent = (share) => (share === undefined ? '' : `${(100 * share).toFixed(1)} %`);
const milliseconds = (value) => (value < 1000 ? value.toPrecision(3) : String(Math.round(value)));
const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

export async function runIndex(counts) {
  mkdirSync(at('.cache/bench'), { recursive: true });
  await bundleForNode(new URL('suite.ts', import.meta.url), at('.cache/bench/index.js'));
  const { measureIndexes } = await import(at('.cache/bench/index.js'));
  for (const count of counts.length > 0 ? counts.map(Number) : [1_000, 100_000]) {
    const host = `${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.version}`;
    console.log(`${count} templates: ${host}, ${new Date().toISOString().slice(0, 10)}\n`);
    await measureIndexes(count, console.error, showRows);
  }
}

/** A table in Markdown. */
function showRows(where, rows) {
  console.log(`${where}, load ${loadavg()[0].toFixed(1)}\n`);
  console.log(
    '| index | recall@1 | recall@10 | median, ms | p95, ms | memory | filled and built in, s | of this process, s |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const row of rows) {
    const cells = [
      row.index,
      percent(row.recallAt1),
      percent(row.recallAt10),
      milliseconds(row.median),
      milliseconds(row.p95),
      `${mebibytes(row.bytes)} (${row.parts})`,
      row.seconds.toFixed(1),
      row.processorSeconds.toFixed(1),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  console.log();
}
