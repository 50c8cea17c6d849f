import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

/** The policy of DESIGN: no inline code, no eval, no blob: workers, nothing from elsewhere. */
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";

const ortFolder = fileURLToPath(new URL('../../node_modules/onnxruntime-web/dist', import.meta.url));

/** A static site on localhost under the strict policy, with onnxruntime's files under /ort/. */
export class Site {
  /** What the policy has forbidden so far, as the browser reports it, of pages and workers alike. */
  readonly violations: string[] = [];
  readonly #server: Server;

  private constructor(folder: string) {
    const files = sirv(folder, { etag: true });
    const ort = sirv(ortFolder, { etag: true });
    this.#server = createServer((request, response) => {
      response.setHeader('Content-Security-Policy', `${POLICY}; report-uri /violation`);
      const missing = () => void response.writeHead(404).end();
      if (request.url === '/violation') {
        let report = '';
        request.on('data', (chunk) => {
          report += chunk;
        });
        request.on('end', () => {
          this.violations.push(report);
          response.writeHead(204).end();
        });
      } else if (request.url?.startsWith('/ort/')) {
        request.url = request.url.slice('/ort'.length);
        ort(request, response, missing);
      } else {
        files(request, response, missing);
      }
    });
  }

  static async serve(folder: string): Promise<Site> {
    const site = new Site(folder);
    await new Promise<void>((done) => site.#server.listen(0, '127.0.0.1', done));
    return site;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
