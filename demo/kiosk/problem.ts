import { KinfoldError, type KinfoldErrorCode } from 'kinfold';
import { text } from './text.js';

/** What `restart()` cures. */
const CURABLE: readonly KinfoldErrorCode[] = ['device-lost', 'worker-crashed', 'timeout'];

export const codeOf = (error: unknown): KinfoldErrorCode | undefined =>
  error instanceof KinfoldError ? error.code : undefined;

export const isCurable = (error: unknown): boolean => CURABLE.includes(codeOf(error)!);

/** What went wrong, for whoever stands there. Programmers find the whole error in the console. */
export function sentenceOf(error: unknown): string {
  const code = codeOf(error);
  const sentences: Readonly<Record<string, string>> = text.problems;
  return (code && sentences[code]) ?? text.common.problem;
}
