const SVG = 'http://www.w3.org/2000/svg';

/** An oval in a field of 400 × 300, drawn from the top clockwise. */
const OVAL = 'M200 32a88 118 0 0 1 0 236a88 118 0 0 1 0 -236';

/** The oval where the face belongs, which fills with progress. */
export function ring() {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 400 300');
  svg.setAttribute('preserveAspectRatio', 'xMidYMid slice');
  svg.setAttribute('class', 'ring');
  svg.setAttribute('aria-hidden', 'true');
  const paths = ['track', 'fill'].map((name) => {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', name);
    path.setAttribute('d', OVAL);
    path.setAttribute('pathLength', '100');
    return path;
  });
  svg.append(...paths);
  return {
    element: svg,
    set progress(share: number) {
      // A dash of no length still has round ends.
      paths[1]!.setAttribute('visibility', share > 0 ? 'visible' : 'hidden');
      paths[1]!.setAttribute('stroke-dasharray', `${Math.min(1, share) * 100} 100`);
    },
  };
}
