/** Which photographs are played, and what finds faces in them. */
export interface Condition {
  /** A folder of `shared/faces`. */
  readonly set: string;
  readonly detector: 'UltraFace' | 'YuNet';
}

export const CONDITIONS: Readonly<Record<string, Condition>> = {
  /** The photographs as they are. */
  clear: { set: 'lfw40', detector: 'UltraFace' },
  /** The same as a bad camera in a dark hall would have taken them, where UltraFace finds few faces. */
  dark: { set: 'kiosk40', detector: 'YuNet' },
};
