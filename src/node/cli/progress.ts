const WIDTH = 30;

/** A progress bar on standard error, if that is a terminal; silent otherwise. */
export class ProgressBar {
  readonly #stream = process.stderr;

  show(label: string, done: number, all: number, note = ''): void {
    if (!this.#stream.isTTY) return;
    const filled = Math.round((done / all) * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    this.#stream.write(`\r\x1b[K${label.padEnd(10)} ${bar} ${done}/${all} ${note}`);
    if (done === all) this.#stream.write('\n');
  }

  /** A line of its own, above the bar. */
  say(message: string): void {
    this.#stream.write(`${this.#stream.isTTY ? '\r\x1b[K' : ''}${message}\n`);
  }
}
