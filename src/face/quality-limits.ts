/** What a face must be like to be fit for recognition. docs/face.md says how these were chosen. */
export const qualityLimits = {
  /** Least distance between the eyes, in pixels of the frame. */
  leastEyeDistance: 24,
  /** Largest distance between the eyes, as a share of the frame's width. */
  largestEyeDistance: 0.4,
  /** Largest yaw and pitch, in degrees either way. */
  largestTurn: 25,
  /** Largest roll, in degrees either way. */
  largestTilt: 25,
  /** Least mean luminance of the face, 0 to 255. */
  leastLight: 30,
  /** Largest mean luminance of the face. */
  largestLight: 205,
  /** Least standard deviation of the face's luminance, as a share of its mean. */
  leastContrast: 0.09,
  /** Least root mean square of the Laplacian, as a share of the standard deviation, in the aligned face of 112×112. */
  leastSharpness: 0.13,
  /** Least mean of both eyes' openness. */
  leastEyeOpenness: 0.15,
  /** Least standard deviation in the strip of the eyes and in that of the mouth, as a share of the whole face's. */
  leastDetail: 0.3,
} as const;
