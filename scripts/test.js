// All there is to check: build, format, lint, protocol, tests. Arguments narrow it to the build and the tests they
// name, as mocha's own: `npm test -- --grep drift`. The last line is `N passed, N failed[, N skipped]`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const narrowed = process.argv.slice(2);
/** What may be skipped even under CI: it depends on who runs it and where, not on a service that should be there. */
const mayBeSkipped = /\bcorpus\b|\bas root\b/;

let passed = 0;
let failed = 0;
let skipped = 0;

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) console.error(error.message);
  return status === 0;
}

function check(name, script) {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const good = run('npm', ['run', '--silent', script]);
  console.log(`${good ? 'passed' : 'FAILED'}: ${name} (${Math.round(performance.now() - started)} ms)`);
  if (good) passed += 1;
  else failed += 1;
}

function tests() {
  console.log('\n== tests');
  const folder = mkdtempSync(join(tmpdir(), 'isotherm-results-'));
  const results = join(folder, 'results.json');
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
  const options = ['--enable-source-maps', '--forbid-only', '--exit', '--timeout', '20000'];
  const reporter = [
    '--reporter',
    join(root, 'scripts/test-reporter.js'),
    '--reporter-option',
    `results=${results}`,
  ];
  try {
    const good = run(process.execPath, [
      mocha,
      ...options,
      ...reporter,
      'dist/test/**/*.test.js',
      ...narrowed,
    ]);
    count(JSON.parse(readFileSync(results, 'utf8')), good);
  } catch (error) {
    console.error(`The tests did not come to their end: ${error.message}`);
    failed += 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function count(results, good) {
  const missing =
    process.env.CI === 'true' ? results.skipped.filter((title) => !mayBeSkipped.test(title)) : [];
  for (const title of missing) console.error(`Skipped, which CI does not allow: ${title}`);
  passed += results.passed;
  // A run that ended badly without a failed test, as by an error after the last one, is a failure too.
  failed += Math.max(results.failed, good ? 0 : 1) + missing.length;
  skipped += results.skipped.length - missing.length;
}

// What was compiled from tests that are gone must not run.
rmSync(join(root, 'dist/test'), { recursive: true, force: true });
check('build', 'build');
if (narrowed.length === 0) {
  check('format', 'check:format');
  check('lint', 'check:lint');
  check('protocol', 'check:proto');
}
tests();

console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
