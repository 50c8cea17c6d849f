import { KinfoldError } from '../errors.js';

/** What `work` resolves to, unless that takes more than `ms`. Throws `timeout`; what is still going on then is nobody's business any more. */
export async function within<Result>(ms: number, work: () => Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new KinfoldError(
          'timeout',
          `access: no answer in ${Math.round(ms)} ms; see whether engine and store still work`,
        ),
      );
    }, ms);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
