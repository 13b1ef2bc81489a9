// All there is to check: build, format, lint, protocol, tests. Arguments narrow it to the build and the tests they
// name, as mocha's own: `npm test -- --grep drift`. The last line is `N passed, N failed[, N skipped]`.
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMocha } from './run-mocha.js';
import { testLanes } from './test-lanes.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const narrowed = process.argv.slice(2);
/** What may be skipped even under CI: it depends on who runs it and where, not on a service that should be there. */
const mayBeSkipped = /\bcorpus\b|\bas root\b/;
/** So many files are named that took longest. */
const SLOWEST = 10;
/** As much of a failed test's error is said again at the end. */
const ERROR_LINES = 12;

let passed = 0;
let failed = 0;
let skipped = 0;
/** What failed, to be said once more at the end: what is kept of a long output may be its end alone. */
const failures = [];

/** What it prints comes at its end, in one piece: several may run beside each other. */
async function check(name, script) {
  const started = performance.now();
  const { error, text } = await printed('npm', ['run', '--silent', script]);
  const good = error === null;
  console.log(`\n== ${name}`);
  process.stdout.write(good || text !== '' ? text : `${error.message}\n`);
  console.log(`${good ? 'passed' : 'FAILED'}: ${name} (${Math.round(performance.now() - started)} ms)`);
  if (good) passed += 1;
  else {
    failed += 1;
    failures.push({ title: name, error: text });
  }
}

function printed(command, args) {
  return new Promise((resolve) => {
    execFile(command, args, { cwd: root, maxBuffer: Infinity }, (error, stdout, stderr) => {
      resolve({ error, text: stdout + stderr });
    });
  });
}

async function someTests() {
  console.log('\n== tests');
  count(await runMocha(root, ['dist/test/**/*.test.js'], { args: narrowed }));
}

/** What measures first, alone; then two processes: the first one prints as it goes, the other one once that is done. */
async function allTests() {
  const [alone, first, second] = testLanes(root);
  console.log(`\n== tests: ${alone.name}`);
  const measured = await runMocha(root, alone.files);
  console.log(`\n== tests: ${first.name}; ${second.name} run beside them`);
  const started = performance.now();
  const running = runMocha(root, first.files);
  const shown = running.then(() => {
    console.log(`\n== tests: ${second.name}`);
  });
  const beside = await Promise.all([running, runMocha(root, second.files, { isQuiet: true, shown })]);
  const ended = [measured, ...beside];
  console.log(`\n== tests: done in ${seconds(performance.now() - started)}; the files that took longest`);
  for (const one of ended) count(one);
  const durations = ended.flatMap(({ results }) => Object.entries(results?.durationsMs ?? {}));
  for (const [file, ms] of durations.sort((a, b) => b[1] - a[1]).slice(0, SLOWEST))
    console.log(`${seconds(ms).padStart(8)}  ${relative(join(root, 'dist'), file)}`);
}

function seconds(ms) {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function count({ good, results = { passed: 0, failed: 0, failures: [], skipped: [] } }) {
  const missing =
    process.env.CI === 'true' ? results.skipped.filter((title) => !mayBeSkipped.test(title)) : [];
  for (const title of missing) failures.push({ title, error: 'It was skipped, which CI does not allow.' });
  failures.push(...results.failures);
  passed += results.passed;
  // A run that ended badly without a failed test, as by an error after the last one, is a failure too.
  failed += Math.max(results.failed, good ? 0 : 1) + missing.length;
  skipped += results.skipped.length - missing.length;
}

// What was compiled from tests that are gone must not run.
rmSync(join(root, 'dist/test'), { recursive: true, force: true });
await check('build', 'build');
if (narrowed.length === 0) {
  const checks = { format: 'check:format', lint: 'check:lint', protocol: 'check:proto' };
  await Promise.all(Object.entries(checks).map(([name, script]) => check(name, script)));
  await allTests();
} else await someTests();

for (const { title, file, error } of failures) {
  console.log(`\nFAILED: ${title}${file ? ` (${relative(join(root, 'dist'), file)})` : ''}`);
  console.log(error.trim().split('\n').slice(0, ERROR_LINES).join('\n'));
}
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
