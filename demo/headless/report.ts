import type { TrialModels } from 'kinfold/node';
import type { Figures } from './measure.js';

const percent = (fraction: number) => `${(fraction * 100).toFixed(1)} %`;
const distance = (value: number) => value.toFixed(2);

const rows: readonly (readonly [string, (figures: Figures) => string])[] = [
  ['same person, mean distance', ({ meanSame }) => distance(meanSame)],
  ['different people, mean distance', ({ meanDifferent }) => distance(meanDifferent)],
  ['TAR at FAR 1 %', ({ verification }) => percent(verification.tarAtFar['0.01'])],
  ['EER', ({ verification }) => percent(verification.eer)],
  ['recognised', ({ known }) => `${known.right}`],
  ['called by a wrong name', ({ known }) => `${known.wrong}`],
  ['left unknown', ({ known }) => `${known.unknown}`],
  ['strangers given a name', ({ strangers }) => `${strangers.named} of ${strangers.all}`],
];

/** The figures as a small table of text. */
export function formatFigures(before: Figures, after: Figures): string {
  const line = (title: string, left: string, right: string) =>
    `  ${title.padEnd(34)}${left.padStart(10)}${right.padStart(10)}`;
  return [line('', 'before', 'after'), ...rows.map(([title, pick]) => line(title, pick(before), pick(after)))].join(
    '\n',
  );
}

/** Name, licence and origin of every model, and where the sample photographs come from. */
export function describeModels({ detector, landmarks, backbone }: TrialModels): string {
  const cards = [detector, landmarks, backbone].map(
    ({ card }) => `  ${card.name}\n    licence: ${card.licence}\n    origin:  ${card.origin}`,
  );
  return `Models\n${cards.join('\n')}\nSample photographs: npm package @vladmandic/face-api@1.7.15, MIT.`;
}
