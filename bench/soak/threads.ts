import type { CDPSession, Page } from 'playwright-core';
import { type Heap, readSnapshot } from './heap.js';

type Question = 'HeapProfiler.collectGarbage' | 'HeapProfiler.takeHeapSnapshot' | 'Runtime.getHeapUsage';

/** One thread's end of the DevTools protocol. */
interface Thread {
  ask(method: Question): Promise<unknown>;
  /** The parts of the heap snapshot that was taken last. */
  readonly chunks: string[];
}

/** The page's thread and those of its dedicated workers. */
export class Threads {
  readonly #session: CDPSession;
  readonly #page: Thread;
  /** By session. */
  readonly #workers = new Map<string, Thread & { readonly name: string }>();
  readonly #waiting = new Map<number, (answer: { result: unknown }) => void>();
  #messages = 0;

  private constructor(session: CDPSession) {
    this.#session = session;
    this.#page = { chunks: [], ask: (method) => session.send(method) };
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => this.#page.chunks.push(chunk));
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      const [name] = new URL(targetInfo.url).pathname.split('/').at(-1)!.split('.');
      const ask = (method: Question) => this.#ask(sessionId, method);
      if (targetInfo.type === 'worker') this.#workers.set(sessionId, { name: name!, chunks: [], ask });
    });
    session.on('Target.detachedFromTarget', ({ sessionId }) => this.#workers.delete(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      const { id, method, params, ...answer } = JSON.parse(message);
      if (method === 'HeapProfiler.addHeapSnapshotChunk') this.#workers.get(sessionId)?.chunks.push(params.chunk);
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    });
  }

  static async of(page: Page): Promise<Threads> {
    const session = await page.context().newCDPSession(page);
    const threads = new Threads(session);
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    return threads;
  }

  /** Dedicated workers that are alive. */
  get workers(): number {
    return this.#workers.size;
  }

  /** By the name of the thread: 'page', or of a worker the name of its file up to the first dot. */
  async heaps(): Promise<Record<string, Heap>> {
    const heaps: Record<string, Heap> = { page: await heapOf(this.#page) };
    for (const worker of this.#workers.values()) heaps[worker.name] = await heapOf(worker);
    return heaps;
  }

  async #ask(sessionId: string, method: Question): Promise<unknown> {
    const id = ++this.#messages;
    const answered = new Promise<{ result: unknown }>((resolve) => this.#waiting.set(id, resolve));
    await this.#session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
    return (await answered).result;
  }
}

async function heapOf(thread: Thread): Promise<Heap> {
  // What the first collection finalises the second one frees.
  await thread.ask('HeapProfiler.collectGarbage');
  await thread.ask('HeapProfiler.collectGarbage');
  const { backingStorageSize } = (await thread.ask('Runtime.getHeapUsage')) as { backingStorageSize: number };
  await thread.ask('HeapProfiler.takeHeapSnapshot');
  return { ...readSnapshot(thread.chunks.splice(0).join('')), buffers: backingStorageSize };
}
