/** Somebody who comes to the door of a soak, as the page is told of them. */
export interface Visitor {
  /** Null for strangers, and for nobody at all. */
  readonly name: string | null;
  /** Addresses of pictures that they show in turn; all of one size, larger than a frame. */
  readonly pictures: readonly string[];
}

/** What a soak's kiosk is made of; addresses are relative to the page. */
export interface SoakSetting {
  readonly backbone: string;
  readonly detector: string;
  readonly landmarks: string;
  readonly liveness: string;
  /** Largest squared distance between two pictures of one person. Default: the card's. */
  readonly threshold?: number;
  readonly visitors: readonly Visitor[];
}

/** Size of the frames, in pixels. */
export const FRAME = { width: 640, height: 480 } as const;

/** What the pictures are larger by than a frame: so far they can seem to move. */
export const MARGIN = 32;
