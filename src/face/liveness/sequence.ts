import { KinfoldError } from '../../errors.js';

/** What a challenge is made of. */
export type ChallengeAction = 'blink' | 'turn-left' | 'turn-right';

const ACTIONS: readonly ChallengeAction[] = ['blink', 'turn-left', 'turn-right'];

/** All sequences of so many actions with at least one blink and at least one turn: 3ⁿ − 2ⁿ − 1. A blink shows that the eyes are alive, a turn that the face has depth. */
export function challengeSequences(length: number): ChallengeAction[][] {
  const all = Array.from({ length: 3 ** length }, (_, number) =>
    Array.from({ length }, (_, place) => ACTIONS[Math.floor(number / 3 ** place) % 3]!),
  );
  return all.filter((sequence) => sequence.includes('blink') && sequence.some((action) => action !== 'blink'));
}

/**
 * Draws one of the sequences, each as likely as the others.
 * @param random - uniform in [0, 1). @throws KinfoldError `argument-invalid` if it is not.
 */
export function drawActions(length: number, random: () => number): readonly ChallengeAction[] {
  const sequences = challengeSequences(length);
  const drawn = sequences[Math.floor(random() * sequences.length)];
  if (drawn) return drawn;
  throw new KinfoldError(
    'argument-invalid',
    'challengeLiveness: the random numbers are not in [0, 1); pass Math.random or a better source',
  );
}
