/** Milliseconds with three digits. */
const ms = (value) => value.toPrecision(3);

const timing = ({ median, quartiles: [low, high] }) => `${ms(median)} ms (${ms(low)} – ${ms(high)})`;

/** A table of one host's results: median and quartiles of each contestant, and how many times as fast Kinfold is. */
export function formatHost({ host, adapter, results }) {
  const rows = results.map(({ name, kinfold, peer, theirs, ratio }) => [
    name,
    timing(kinfold),
    `${peer}: ${timing(theirs)}`,
    `${ratio.toFixed(1)} ×`,
  ]);
  const table = [['', 'Kinfold', 'against', 'as fast'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  const plans = results.filter(({ plan }) => plan).map(({ name, plan }) => `${name}: ${formatPlan(plan)}`);
  return [`${host} on ${adapter}: median (quartiles)`, ...lines, ...plans, ''].join('\n');
}

const formatPlan = ({ dispatches, bytes, pieces }) =>
  `${dispatches} dispatches, ${(bytes / 2 ** 20).toFixed(1)} MiB, ${pieces === 1 ? 'in one piece' : `in ${pieces} pieces`}`;
