// In `negatives`: every column of another label.
const ALL = 0xfffffffeu;
