import { KinfoldError } from '../errors.js';

/** Says in the words of Kinfold what IndexedDB refuses. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof KinfoldError) throw cause;
    if ((cause as Error | undefined)?.name === 'QuotaExceededError') {
      throw new KinfoldError(
        'store-full',
        'store: there is no space left for this, so nothing of it was written; free some',
        {
          cause,
        },
      );
    }
    throw new KinfoldError(
      'store-unavailable',
      'store: the browser does not give its database; IndexedDB must be there and allowed to this page',
      { cause },
    );
  }
}
