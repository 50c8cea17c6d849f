// Trains in a worker of its own, so that the page stays awake. It is terminated to stop it.
import { Gpu } from 'kinfold/core';
import { splitDigits, unpackDigits } from './data.js';
import { learnDigits } from './learn.js';
import type { Order, Report } from './messages.js';
import { nearestOthers } from './nearest.js';

const say = (report: Report) => postMessage(report);

async function learn({ bytes, unseen, options }: Order): Promise<void> {
  const backend = await Gpu.open();
  say({ kind: 'opened', adapter: backend.adapter });
  const data = splitDigits(unpackDigits(bytes), unseen);
  for await (const report of learnDigits(backend, data, options)) {
    if (report.kind === 'step') say(report);
    else {
      const { kind, step, recall, embeddings } = report;
      say({ kind, step, recall, nearest: nearestOthers(embeddings, unseen) });
    }
  }
  backend.destroy();
  say({ kind: 'done' });
}

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  learn(data).catch((error: unknown) => {
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  });
});
