// Draws a negative of a pair by a race: every column of another label runs for a time that (step, seed) and the pair decide, and the first
// wins; ties go to the lowest index. The importing file says what the times are:
//   race(pair: Pair, k: u32, word: u32) -> f32      from a random word of 32 bits; FAR_AWAY or more stays out of the race
// Its Params has `rows`, `columns`, `seed` and `step`, and it binds `labels` and `distances`.

#import nearer
#import random

// Sets the draws of a miner apart from those of other kernels under the same seed.
const MINING_SALT = 0x6d696e65u;

struct Pair {
  // Where the anchor's row begins in `distances`.
  row: u32,
  positive: u32,
}

/// The entry of `negatives` at `at` = anchor · columns + positive.
fn drawn_negative(at: u32) -> u32 {
  let anchor = at / params.columns;
  let positive = at % params.columns;
  let label = labels[anchor];
  if (positive == anchor || labels[positive] != label) { return NONE; }
  let pair = Pair(anchor * params.columns, positive);
  let key = random_words(counter_of(at, params.step, MINING_SALT, params.seed));
  var winner = Found(FAR_AWAY, NONE);
  for (var k = 0u; k < params.columns; k++) {
    if (labels[k] == label) { continue; }
    let runner = Found(race(pair, k, random_words(vec3u(k, key.xy)).x), k);
    if (runner.distance < FAR_AWAY) { winner = nearer(winner, runner); }
  }
  return winner.index;
}
