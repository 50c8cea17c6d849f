import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** The demo pages as `npm start` serves them. */
export class NpmStart {
  readonly #process: ChildProcess;

  private constructor(
    child: ChildProcess,
    /** Ends with a slash. */
    readonly address: string,
  ) {
    this.#process = child;
  }

  static async serve(): Promise<NpmStart> {
    const child = spawn(process.execPath, ['demo/start.mjs', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const address = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const found = /http:\/\/localhost:\d+\//.exec(text);
        if (found) resolve(found[0]);
      });
      child.once('exit', (code) => reject(new Error(`npm start ended with ${code}`)));
    });
    return new NpmStart(child, address);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGINT');
    await ended;
  }
}
