/** Milliseconds with three digits. */
const ms = (value) => value.toPrecision(3);

const timing = ({ median, quartiles: [low, high] }) => `${ms(median)} ms (${ms(low)} – ${ms(high)})`;

/** A table of one host's results: median and quartiles of each contestant, and how many times as fast Kinfold is. */
export function formatHost({ host, adapter, results }) {
  const rows = results.map(({ name, kinfold, tfjs, ratio }) => [
    name,
    timing(kinfold),
    timing(tfjs),
    `${ratio.toFixed(1)} ×`,
  ]);
  const table = [['', 'Kinfold', 'TensorFlow.js', 'as fast'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  return [`${host} on ${adapter}: median (quartiles)`, ...lines, ''].join('\n');
}
