// Activations that a product can end with, by their number in Params; 0 is none.
const RECTIFY = 1u;
const CLIP = 2u;
const PRELU = 3u;
