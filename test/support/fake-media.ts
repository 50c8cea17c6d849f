import { vi } from 'vitest';

/** Counts frames that nobody has closed. */
export class FakeFrame {
  static open = 0;
  isClosed = false;

  constructor(
    /** µs, as a camera gives it. */
    readonly timestamp: number,
    readonly displayWidth = 640,
    readonly displayHeight = 480,
  ) {
    FakeFrame.open++;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    FakeFrame.open--;
  }
}

export class FakeTrack extends EventTarget {
  muted = false;
  readyState: 'live' | 'ended' = 'live';
  #frames!: ReadableStreamDefaultController<FakeFrame>;
  readonly readable = new ReadableStream<FakeFrame>({
    start: (frames) => {
      this.#frames = frames;
    },
  });

  stop(): void {
    this.readyState = 'ended';
  }

  give(frame: FakeFrame): void {
    this.#frames.enqueue(frame);
  }

  /** As if somebody pulled the plug. */
  unplug(): void {
    this.readyState = 'ended';
    this.#frames.close();
    this.dispatchEvent(new Event('ended'));
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }
}

class FakeStream {
  readonly tracks: FakeTrack[] = [];
  addTrack(track: FakeTrack): void {
    this.tracks.push(track);
  }
  removeTrack(track: FakeTrack): void {
    this.tracks.splice(this.tracks.indexOf(track), 1);
  }
  getVideoTracks(): FakeTrack[] {
    return this.tracks;
  }
}

/** What a page has of cameras, in the hands of a test. `vi.unstubAllGlobals()` takes it away. */
export class FakeMedia {
  /** What is asked for next gets this: a track, or the browser's refusal. */
  next: FakeTrack | Error = new FakeTrack();
  asked = 0;
  readonly devices = new EventTarget();
  readonly permission = new EventTarget();
  readonly page = Object.assign(new EventTarget(), { hidden: false });

  constructor() {
    FakeFrame.open = 0;
    const getUserMedia = async () => {
      this.asked++;
      if (this.next instanceof Error) throw this.next;
      const stream = new FakeStream();
      stream.addTrack(this.next);
      return stream;
    };
    vi.stubGlobal('navigator', {
      mediaDevices: Object.assign(this.devices, { getUserMedia }),
      permissions: { query: async () => this.permission },
    });
    vi.stubGlobal('document', this.page);
    vi.stubGlobal('MediaStream', FakeStream);
    vi.stubGlobal(
      'MediaStreamTrackProcessor',
      class {
        readonly readable: ReadableStream<FakeFrame>;
        constructor({ track }: { track: FakeTrack }) {
          this.readable = track.readable;
        }
      },
    );
  }

  setHidden(hidden: boolean): void {
    this.page.hidden = hidden;
    this.page.dispatchEvent(new Event('visibilitychange'));
  }

  plugIn(track: FakeTrack): void {
    this.next = track;
    this.devices.dispatchEvent(new Event('devicechange'));
  }
}

/** An error of the browser, which is told by its name. */
export const named = (name: string) => Object.assign(new Error('because'), { name });
