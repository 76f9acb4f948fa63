/** How often something random is tried: all of it in `npm run sweep`, a sample in `npm test`. */
export const trials = (full: number, sample: number): number => (isSweep ? full : sample);

export const isSweep = process.env['SLIPWAY_SWEEP'] === '1';
