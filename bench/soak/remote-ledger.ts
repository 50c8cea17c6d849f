import type { Holdings } from './ledger.js';

/** The page's end of a worker's ledger. */
export class RemoteLedger {
  readonly #channel: BroadcastChannel;
  /** Starts the worker that answers. */
  readonly workerUrl: string;

  /** @param file of a worker that imports `ledger.worker`. */
  constructor(file: string) {
    this.#channel = new BroadcastChannel(`ledger of ${file}`);
    this.workerUrl = `${file}?${new URLSearchParams({ ledger: this.#channel.name })}`;
  }

  holdings(): Promise<Holdings> {
    return new Promise((resolve) => {
      this.#channel.onmessage = ({ data }) => resolve(data);
      this.#channel.postMessage('holdings');
    });
  }
}
