// Mocha's dots, the tests that took longest, figures that tests tell of, and the figures for scripts/test.ts: also how long each file took, in seconds.
const { writeFileSync } = require('node:fs');
const path = require('node:path');
const Mocha = require('mocha');

const SLOW_MS = 8_000;
const SHOWN = 12;

module.exports = class CountingReporter extends Mocha.reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const slow = [];
    const files = {};
    const took = ({ file, duration }) => {
      const name = path.basename(file ?? 'unknown');
      files[name] = (files[name] ?? 0) + (duration ?? 0) / 1000;
    };
    runner.on('test end', took);
    runner.on('hook end', took);
    const figures = [];
    runner.on('pass', (test) => {
      if (test.figures) figures.push(`  by the clock: ${test.figures.join(', ')}  ${test.fullTitle()}\n`);
      if (test.duration > SLOW_MS) slow.push({ title: test.fullTitle(), seconds: test.duration / 1000 });
    });
    runner.once('end', () => {
      slow.sort((a, b) => b.seconds - a.seconds);
      const lines = slow.slice(0, SHOWN).map(({ title, seconds }) => `${seconds.toFixed(0).padStart(6)} s  ${title}\n`);
      process.stdout.write([...lines, ...figures].join(''));
      const { passes, failures } = this.stats;
      if (process.env.SLIPWAY_TEST_COUNTS)
        writeFileSync(process.env.SLIPWAY_TEST_COUNTS, JSON.stringify({ passes, failures, files }));
    });
  }
};
