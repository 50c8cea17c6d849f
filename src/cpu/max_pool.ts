import { eachCell, eachWindow, type WindowParams } from './pool.js';
import type { Vector } from './twin.js';

/** y = the largest cell of each window, places = where in the kernel it is; ties: the lowest place. */
export function forward({ x, y, places }: Record<'x' | 'y' | 'places', Vector>, window: WindowParams): void {
  eachWindow(window, (one) => {
    let best = Number.NaN;
    eachCell(window, one, (i, place) => {
      if (x[i]! <= best) return;
      best = x[i]!;
      places[one.to] = place;
    });
    y[one.to] = best;
  });
}

/** d_x = Σ d_y of the windows whose largest cell it is. */
export function d_input({ d_y, places, d_x }: Record<'d_y' | 'places' | 'd_x', Vector>, window: WindowParams): void {
  d_x.fill(0, 0, window.pictures * window.height * window.width * window.channels);
  eachWindow(window, (one) => {
    eachCell(window, one, (i, place) => {
      if (place === places[one.to]) d_x[i]! += d_y[one.to]!;
    });
  });
}
