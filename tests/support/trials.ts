/** How often something random is tried: all of it in `npm run sweep`, a sample in `npm test`. */
export const trials = (full: number, sample: number): number => (isSweep ? full : sample);

export const isSweep = process.env['SLIPWAY_SWEEP'] === '1';

/** The first of many cases that cost much and differ in what unit tests see as well; all of them in `npm run sweep`. */
export const firstOf = <Case>(cases: readonly Case[], sample: number): readonly Case[] =>
  cases.slice(0, trials(cases.length, sample));
