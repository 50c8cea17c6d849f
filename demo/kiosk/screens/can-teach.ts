import type { Person } from 'kinfold/face';

/** Whether there is anybody to be told from anybody. */
export const canTeach = (people: readonly Person[]): boolean =>
  people.length >= 2 && people.filter(({ pictures }) => pictures >= 2).length >= 2;
