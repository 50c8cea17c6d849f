import { KinfoldError } from '../../errors.js';
import type { Camera, CameraFrame, CameraState } from '../camera.js';
import { type FrameSource, startFrames } from './frame-source.js';
import { LatestFrame } from './latest-frame.js';
import { adviceFor, cameraRefusal } from './refusal.js';
import { takeTrack, unavailable } from './take-track.js';

/** A lost camera that another program may hold is asked for again after so many ms: nothing tells when it is let go. */
const RETRY_MS = 2000;

/** A camera of the device, taken again when it was lost. */
export class DeviceCamera implements Camera {
  readonly stream = new MediaStream();
  readonly #constraints: MediaTrackConstraints;
  readonly #latest = new LatestFrame();
  readonly #listeners = new Set<(state: CameraState) => void>();
  /** Ends what listens to the page. */
  readonly #life = new AbortController();
  #track: MediaStreamTrack | undefined;
  #source: FrameSource | undefined;
  #state: CameraState = 'lost';
  #problem: KinfoldError | null = null;
  #isTaking = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  private constructor(constraints: MediaTrackConstraints) {
    this.#constraints = constraints;
  }

  /** @throws KinfoldError `camera-unavailable`, `argument-invalid`, `dependency-missing`. */
  static async open(constraints: MediaTrackConstraints): Promise<Camera> {
    const track = await takeTrack(constraints);
    const camera = new DeviceCamera(constraints);
    try {
      camera.#use(track);
    } catch (error) {
      camera.close();
      throw error;
    }
    camera.#watchPage();
    return camera;
  }

  get state(): CameraState {
    return this.#state;
  }

  get problem(): KinfoldError | null {
    return this.#problem;
  }

  onState(listener: (state: CameraState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  frames(): AsyncGenerator<CameraFrame, void, void> {
    return this.#latest.read();
  }

  close(): void {
    this.#life.abort();
    clearTimeout(this.#retry);
    this.#letGo();
    this.#latest.end();
    this.#update();
  }

  /** A track whose frames cannot be had is let go, so that another is sought. */
  #use(track: MediaStreamTrack): void {
    this.#track = track;
    try {
      this.#source = startFrames(track, {
        onFrame: (frame) => (this.#state === 'live' ? this.#latest.put(frame) : frame.frame.close()),
        onEnd: () => this.#lose(track),
      });
    } catch (cause) {
      this.#letGo();
      throw cause instanceof KinfoldError ? cause : unavailable(adviceFor(cause), cause);
    }
    const options = { signal: this.#life.signal };
    track.addEventListener('mute', () => this.#update(), options);
    track.addEventListener('unmute', () => this.#update(), options);
    track.addEventListener('ended', () => this.#lose(track), options);
    this.stream.addTrack(track);
    this.#problem = null;
    this.#update();
  }

  #watchPage(): void {
    const options = { signal: this.#life.signal };
    const seek = () => void this.#seek();
    document.addEventListener('visibilitychange', () => this.#update(), options);
    document.addEventListener('visibilitychange', seek, options);
    navigator.mediaDevices.addEventListener('devicechange', seek, options);
    // Where the browser does not tell of permissions, a camera that was refused is found by the other two.
    navigator.permissions
      ?.query({ name: 'camera' as PermissionName })
      .then((permission) => permission.addEventListener('change', seek, options))
      .catch(() => {});
  }

  #lose(track: MediaStreamTrack): void {
    if (track !== this.#track) return;
    this.#letGo();
    this.#problem = unavailable('it was unplugged, or its permission was withdrawn; it is sought for');
    this.#update();
    void this.#seek();
  }

  /** Takes a camera if there is none. */
  async #seek(): Promise<void> {
    if (this.#track || this.#isTaking || this.#life.signal.aborted || document.hidden) return;
    this.#isTaking = true;
    clearTimeout(this.#retry);
    try {
      const track = await takeTrack(this.#constraints);
      if (this.#life.signal.aborted) track.stop();
      else this.#use(track);
    } catch (error) {
      if (error instanceof KinfoldError) this.#problem = error;
      const isRefused = cameraRefusal(error) === 'refused';
      if (!isRefused && !this.#life.signal.aborted) this.#retry = setTimeout(() => void this.#seek(), RETRY_MS);
    } finally {
      this.#isTaking = false;
    }
  }

  #letGo(): void {
    const track = this.#track;
    this.#track = undefined;
    this.#source?.stop();
    this.#source = undefined;
    if (!track) return;
    track.stop();
    this.stream.removeTrack(track);
  }

  #update(): void {
    const state = this.#stateNow();
    if (state === this.#state) return;
    this.#state = state;
    if (state !== 'live') this.#latest.drop();
    for (const listener of [...this.#listeners]) listener(state);
  }

  #stateNow(): CameraState {
    if (this.#life.signal.aborted) return 'closed';
    if (!this.#track) return 'lost';
    if (document.hidden) return 'hidden';
    return this.#track.muted ? 'muted' : 'live';
  }
}
