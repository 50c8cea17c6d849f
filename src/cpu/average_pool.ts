import { eachCell, eachWindow, type OneWindow, type WindowParams } from './pool.js';
import type { Vector } from './twin.js';

/** Bounds of the cells that count, with the padding in front counted in. */
interface Counted {
  count_top: number;
  count_bottom: number;
  count_left: number;
  count_right: number;
}

function divisor(window: WindowParams & Counted, { top, left }: OneWindow): number {
  const along = (start: number, cells: number, dilation: number, low: number, high: number) => {
    let count = 0;
    for (let cell = 0; cell < cells; cell++) {
      const at = start + cell * dilation;
      if (at >= low && at < high) count++;
    }
    return count;
  };
  const { pad_top, pad_left, kernel_height, kernel_width, dilation_y, dilation_x } = window;
  const rows = along(top + pad_top, kernel_height, dilation_y, window.count_top, window.count_bottom);
  return rows * along(left + pad_left, kernel_width, dilation_x, window.count_left, window.count_right);
}

/** y = Σ cells of the window / cells that count. */
export function forward({ x, y }: Record<'x' | 'y', Vector>, window: WindowParams & Counted): void {
  eachWindow(window, (one) => {
    let sum = 0;
    eachCell(window, one, (i) => {
      sum += x[i]!;
    });
    y[one.to] = sum / divisor(window, one);
  });
}

/** d_x = Σ d_y / cells that count, over the windows on a cell. */
export function d_input({ d_y, d_x }: Record<'d_y' | 'd_x', Vector>, window: WindowParams & Counted): void {
  d_x.fill(0, 0, window.pictures * window.height * window.width * window.channels);
  eachWindow(window, (one) => {
    const share = d_y[one.to]! / divisor(window, one);
    eachCell(window, one, (i) => {
      d_x[i]! += share;
    });
  });
}
