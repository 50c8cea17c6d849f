import type { BrowserContext } from 'playwright-core';

/** Sees what the pages of a context complain of and what they ask for. */
export class Witness {
  /** Errors on the console and uncaught ones; a breach of the Content-Security-Policy is among them. */
  readonly complaints: string[] = [];
  readonly #requests: string[] = [];

  constructor(context: BrowserContext) {
    context.on('request', (request) => this.#requests.push(request.url()));
    context.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
    context.on('weberror', (error) => this.complaints.push(String(error.error())));
  }

  /** Addresses that anything has asked for, outside a site. */
  foreignRequests(address: string): string[] {
    return this.#requests.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(address));
  }
}
