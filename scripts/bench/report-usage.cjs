// Loaded into a task before its own code: writes when it began and ended and its peak memory to SLIPWAY_BENCH_USAGE when
// it ends. The task itself knows nothing of it. By --require: with --import, Node would read the task with the loader of
// ES modules, which takes 100 ms and memory that no agent spends.
const { readFileSync, writeFileSync } = require('node:fs');

process.once('exit', () => {
  const file = process.env.SLIPWAY_BENCH_USAGE;
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = {
    startedAt: performance.timeOrigin,
    endedAt: performance.timeOrigin + performance.now(),
    peakBytes: readPeak(),
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
  };
  if (file) writeFileSync(file, JSON.stringify(usage));
});

/** On Linux, maxRSS begins with what the process was forked from; VmHWM is of this program alone. */
function readPeak() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
}
