export { formatMotion, measureMotion } from './motion.js';
export { formatPassive, measurePassive } from './passive.js';
