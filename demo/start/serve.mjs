import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

// Nothing inline, nothing from elsewhere, no eval but WebAssembly. Thumbnails are canvases; blob: is for pictures of the user.
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "img-src 'self' blob: data:",
  "style-src 'self'",
  "media-src 'self' blob:",
].join('; ');

const runtime = fileURLToPath(new URL('../../node_modules/onnxruntime-web/dist', import.meta.url));

/** Ports that are tried one after another. */
const TRIES = 20;

/**
 * Serves the page, with the models under /models/ and onnxruntime's files under /ort/, to this machine only.
 * @returns the address.
 */
export async function serve({ site, models, port }) {
  const folders = { '/models/': sirv(models, { dev: true }), '/ort/': sirv(runtime, { etag: true }) };
  const page = sirv(site, { dev: true });
  const server = createServer((request, response) => {
    response.setHeader('Content-Security-Policy', POLICY);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    const missing = () => response.writeHead(404).end();
    const prefix = Object.keys(folders).find((folder) => request.url.startsWith(folder));
    if (prefix) request.url = request.url.slice(prefix.length - 1);
    (prefix ? folders[prefix] : page)(request, response, missing);
  });
  for (let next = port; next < port + TRIES; next++) {
    if (await listens(server, next)) return `http://localhost:${server.address().port}/`;
  }
  throw new Error(`The ports ${port} to ${port + TRIES - 1} are all in use; choose another with --port.`);
}

/** Whether the server could take the port; false if somebody else has it. */
function listens(server, port) {
  return new Promise((resolve, reject) => {
    const refuse = (error) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error));
    server.once('error', refuse);
    server.listen(port, 'localhost', () => {
      server.off('error', refuse);
      resolve(true);
    });
  });
}
