/** Milliseconds with three digits. */
const ms = (value) => (value < 1000 ? value.toPrecision(3) : String(Math.round(value)));

const timing = ({ median, quartiles: [low, high] }) => `${ms(median)} ms (${ms(low)} – ${ms(high)})`;

const table = (rows) => {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ');
  return rows.map((row) => line(row).trimEnd());
};

/** One host's results: median and quartiles of each contestant, how many times as fast Kinfold is, and what its plans take. */
export function formatHost({ host, adapter, results, profiles }) {
  return [`${host} on ${adapter}`, ...formatResults(results), ...profiles.flatMap(formatProfile), ''].join('\n');
}

function formatResults(results) {
  if (results.length === 0) return [];
  const rows = results.map(({ name, kinfold, peer, theirs, ratio }) => [
    name,
    timing(kinfold),
    `${peer}: ${timing(theirs)}`,
    `${ratio.toFixed(1)} ×`,
  ]);
  const plans = results.filter(({ plan }) => plan).map(({ name, plan }) => `${name}: ${formatPlan(plan)}`);
  return [...table([['median (quartiles)', 'Kinfold', 'against', 'as fast'], ...rows]), ...plans];
}

const formatPlan = ({ dispatches, bytes, pieces }) =>
  `${dispatches} dispatches, ${(bytes / 2 ** 20).toFixed(1)} MiB, ${pieces === 1 ? 'in one piece' : `in ${pieces} pieces`}`;

function formatProfile({ name, kernels }) {
  const total = kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const rows = kernels.map(({ kernel, dispatches, milliseconds }) => [
    kernel,
    `${dispatches} ×`,
    `${ms(milliseconds)} ms`,
    `${((100 * milliseconds) / total).toFixed(1)} %`,
  ]);
  return [`${name}: ${ms(total)} ms in dispatches`, ...table(rows)];
}
