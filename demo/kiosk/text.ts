import text from './text.en.json';

export { text };

type Values = Readonly<Record<string, string | number>>;

const { locale } = text;
const plurals = new Intl.PluralRules(locale);
const number = new Intl.NumberFormat(locale);

/** A text with its places filled in: `{name}`. */
export function fill(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (place, key: string) => String(values[key] ?? place));
}

/** A number of things, as `3 people`. */
export function counted(things: keyof typeof text.counts, n: number): string {
  const forms: Readonly<Record<string, string>> = text.counts[things];
  return fill(forms[plurals.select(n)] ?? forms['other']!, { n: number.format(n) });
}

export const date = (time: number): string => new Date(time).toLocaleDateString(locale, { dateStyle: 'long' });

/** A share of 1, with two digits that count. */
export const percent = (share: number): string => `${number.format(Number((share * 100).toPrecision(2)))}\u00a0%`;

export const decimal = (value: number): string =>
  value.toLocaleString(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export function duration(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  if (seconds < 100) return counted('seconds', seconds);
  return seconds < 5400 ? counted('minutes', Math.ceil(seconds / 60)) : counted('hours', Math.ceil(seconds / 3600));
}
