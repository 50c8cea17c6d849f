// The hardest negatives and positives of four anchors among what an invocation has seen; ties go to the lowest index.

#import nearer

/// A positive's distance is negated: the farthest is then the nearest, and `nearer` tells either.
struct Hardest {
  negative_distances: vec4f,
  negatives: vec4u,
  positive_distances: vec4f,
  positives: vec4u,
}

/// Four rows and their labels.
struct Anchors {
  rows: vec4u,
  labels: vec4u,
}

fn nothing_seen() -> Hardest {
  return Hardest(vec4f(FAR_AWAY), vec4u(NONE), vec4f(FAR_AWAY), vec4u(NONE));
}

/// `hardest` after one more candidate at `distances` from the anchors. Candidates come by ascending index.
fn harder(hardest: Hardest, anchors: Anchors, candidate: u32, label: u32, distances: vec4f) -> Hardest {
  let kin = anchors.labels == vec4u(label);
  let takes_negative = !kin & (distances < hardest.negative_distances);
  let takes_positive = kin & (anchors.rows != vec4u(candidate)) & (-distances < hardest.positive_distances);
  return Hardest(
    select(hardest.negative_distances, distances, takes_negative),
    select(hardest.negatives, vec4u(candidate), takes_negative),
    select(hardest.positive_distances, -distances, takes_positive),
    select(hardest.positives, vec4u(candidate), takes_positive),
  );
}
