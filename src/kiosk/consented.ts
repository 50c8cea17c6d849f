import type { AccessOptions } from '../access/types.js';
import { type Consent, hasEnded } from '../store/consent.js';
import type { Store } from '../store/types.js';

/**
 * An engine that knows only whom the store keeps with a consent that holds now: whoever else it recognises is unknown. So a consent ends on
 * time, and whoever was taken out of the store stays out although the engine could not be reached.
 */
export function consentedEngine(
  engine: AccessOptions['engine'],
  store: Pick<Store, 'people'>,
  now: () => number,
): AccessOptions['engine'] {
  const consentOf = (name: string): Consent | undefined =>
    store.people().find(({ identity }) => identity === name)?.consent;
  const isConsented = (name: string) => {
    const consent = consentOf(name);
    return consent !== undefined && !hasEnded(consent, now());
  };
  return {
    info: () => engine.info(),
    async verify(identity, probe, options) {
      const answer = await engine.verify(identity, probe, options);
      return { ...answer, match: answer.match && isConsented(answer.identity) };
    },
    async identify(probe, options) {
      const answer = await engine.identify(probe, options);
      const { identity } = answer;
      return identity === null || isConsented(identity) ? answer : { ...answer, identity: null };
    },
  };
}
