// Preloaded into a task under test: its clock and its timers run SLIPWAY_TEST_SPEED times as fast, as the sandbox's do.
const speed = Number(process.env.SLIPWAY_TEST_SPEED ?? '1');
const started = Date.now();
const RealDate = Date;
const now = () => started + (RealDate.now() - started) * speed;

globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [now()] : args));
  }
  static now() {
    return now();
  }
};
for (const name of ['setTimeout', 'setInterval']) {
  const real = globalThis[name];
  globalThis[name] = Object.assign((work, ms = 0, ...args) => real(work, ms / speed, ...args), real);
}
