// A row whose sum of squares is not above this has no direction: its length is 1e-12 or less. A normal f32, so squares
// that underflow lie below it.
const SMALLEST_SQUARE = 1e-24f;
