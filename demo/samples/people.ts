/** A rectangle in pixels of the photograph; (x, y) is its top left corner. */
export interface FaceBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A face in one of the sample photographs. The names are made up. */
export interface SamplePerson {
  readonly name: string;
  /** File name in models/samples. */
  readonly photograph: string;
  readonly face: FaceBox;
  /** Numbers of the views in which the detector finds this face with a score of 0.85 or more. */
  readonly views: readonly number[];
}

const person = (
  name: string,
  photograph: number,
  [x, y, width, height]: readonly [number, number, number, number],
  views: readonly number[],
): SamplePerson => ({
  name,
  photograph: `sample${photograph}.jpg`,
  face: { x, y, width, height },
  views,
});

// The photographs are pinned by checksum, so the boxes that the detector found in them are constants. Of 22 faces those are
// left out that turn away, lie in the dark, or may show somebody a second time.

/** Who is enrolled and taught. */
export const people: readonly SamplePerson[] = [
  person('Aspen', 2, [1442, 168, 204, 223], [0, 1, 2, 3, 4, 6, 8, 10]),
  person('Birch', 3, [586, 317, 209, 290], [0, 1, 2, 4, 5, 6, 8, 11]),
  person('Cedar', 3, [1072, 209, 231, 292], [0, 4, 6, 7, 10, 12, 14, 16]),
  person('Elm', 3, [1503, 304, 184, 263], [4, 6, 8, 9, 10, 11, 13, 20]),
  person('Fir', 4, [990, 179, 175, 250], [0, 2, 3, 4, 6, 7, 8, 9]),
  person('Hazel', 4, [263, 193, 165, 250], [1, 2, 3, 4, 6, 7, 10, 11]),
  person('Juniper', 5, [1120, 209, 155, 224], [0, 1, 2, 3, 4, 5, 6, 7]),
  person('Laurel', 5, [795, 113, 155, 208], [5, 6, 7, 10, 14, 18, 20, 23]),
  person('Maple', 5, [600, 416, 176, 257], [0, 2, 5, 10, 11, 12, 14, 15]),
  person('Olive', 6, [1477, 269, 224, 292], [0, 1, 2, 3, 4, 5, 6, 7]),
  person('Rowan', 6, [258, 483, 211, 274], [0, 1, 2, 3, 4, 5, 6, 7]),
  person('Willow', 6, [1174, 302, 193, 277], [0, 1, 2, 3, 4, 5, 6, 7]),
];

/** Who is never enrolled: the right answer is *unknown*. */
export const strangers: readonly SamplePerson[] = [
  person('Stranger 1', 1, [413, 360, 187, 231], [0, 1, 2, 3]),
  person('Stranger 2', 4, [1267, 159, 152, 229], [1, 3, 4, 12]),
  person('Stranger 3', 5, [1411, 382, 179, 277], [1, 2, 5, 6]),
  person('Stranger 4', 6, [671, 320, 178, 309], [1, 5, 6, 7]),
];
