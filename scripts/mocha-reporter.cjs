// Mocha's dots, and the figures for scripts/test.ts.
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class CountingReporter extends Mocha.reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures } = this.stats;
      if (process.env.SLIPWAY_TEST_COUNTS)
        writeFileSync(process.env.SLIPWAY_TEST_COUNTS, JSON.stringify({ passes, failures }));
    });
  }
};
