// A triplet (anchor, positive, negative), how far it breaks the margin, and what that costs. All three are columns; a column below
// `rows` is also a row. The importing file's Params has `rows`, `columns`, `margin`, `soft` and `swap`, and it binds `distances`,
// `labels` and `negatives`.
//   d_an* = swap ? min(d_an, d_pn) : d_an        v = d_ap − d_an* + margin
//   hinge: loss = max(v, 0)                      soft margin: loss = softplus(v) = log(1 + exp(v))
// Swap: Balntas et al. 2016, "Learning local feature descriptors with triplets and shallow convolutional neural networks". A positive
// that is not in the batch has no row, so its triplets keep d_an.

#import all
#import none

struct Triplet {
  // v
  violation: f32,
  // d_an*
  closest: f32,
  // How much of the gradient on d_an* goes to d_pn: 0, 1, or a half where the two are equal.
  swapped: f32,
}

fn triplet(anchor: u32, positive: u32, negative: u32) -> Triplet {
  let row = anchor * params.columns;
  let d_an = distances[row + negative];
  var closest = d_an;
  var swapped = 0.0;
  if (params.swap == 1u && positive < params.rows) {
    let d_pn = distances[positive * params.columns + negative];
    closest = min(d_an, d_pn);
    swapped = select(select(0.0, 1.0, d_pn < d_an), 0.5, d_pn == d_an);
  }
  return Triplet(distances[row + positive] - closest + params.margin, closest, swapped);
}

/// The first of the negatives that `mined`, an entry of `negatives`, stands for, or whatever comes before it.
fn first_negative(mined: u32) -> u32 {
  return select(mined, 0u, mined == ALL);
}

/// One behind the last of them.
fn end_of_negatives(mined: u32) -> u32 {
  return select(mined + 1u, params.columns, mined == ALL);
}

/// True if column k is one of them.
fn is_negative(mined: u32, anchor: u32, k: u32) -> bool {
  return k == mined || (mined == ALL && labels[k] != labels[anchor]);
}

fn loss_of(violation: f32) -> f32 {
  if (params.soft == 0u) { return max(violation, 0.0); }
  // log(1 + e) by its series where 1 + e would lose e.
  let e = exp(-abs(violation));
  return max(violation, 0.0) + select(log(1.0 + e), e * (1.0 - e * (0.5 - e / 3.0)), e < 0.01);
}

/// d loss / d violation
fn slope_of(violation: f32) -> f32 {
  if (params.soft == 0u) { return select(0.0, 1.0, violation > 0.0); }
  let e = exp(-abs(violation));
  return select(e, 1.0, violation >= 0.0) / (1.0 + e);
}
