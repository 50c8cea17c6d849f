import { text } from '../text.js';
import { button, row } from '../ui/elements.js';
import { screen } from '../ui/screen.js';

/** In the place of a screen that cannot be shown; what is wrong is said above it. */
export const failed = (onAgain: () => void): HTMLElement =>
  screen(text.common.problem, null, row(button(text.common.tryAgain, onAgain, { kind: 'primary' })));
