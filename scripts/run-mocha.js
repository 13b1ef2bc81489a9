import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import console from 'node:console';
import process from 'node:process';

/**
 * Runs test files in one process.
 * @param isQuiet what it prints is kept, and printed once `shown` has settled
 * @returns `good`: it ended well; `results`: what `test-reporter.js` wrote, undefined when it did not come to its end
 */
export async function runMocha(root, files, { args = [], isQuiet = false, shown = Promise.resolve() } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'isotherm-results-'));
  const [results, output] = ['results.json', 'output'].map((name) => join(folder, name));
  try {
    const good = await ran(root, isQuiet ? output : undefined, [
      ...[join(root, 'node_modules/mocha/bin/mocha.js'), '--enable-source-maps', '--forbid-only', '--exit'],
      ...['--require', join(root, 'scripts/fixed-properties.js')],
      ...['--timeout', '40000', '--reporter', join(root, 'scripts/test-reporter.js')],
      ...['--reporter-option', `results=${results}`, ...files, ...args],
    ]);
    if (isQuiet) {
      await shown;
      process.stdout.write(readFileSync(output));
    }
    return { good, results: JSON.parse(readFileSync(results, 'utf8')) };
  } catch (error) {
    console.error(`The tests did not come to their end: ${error.message}`);
    return { good: false, results: undefined };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param output the file for what it prints; undefined: it prints right away */
async function ran(root, output, args) {
  const file = output === undefined ? undefined : openSync(output, 'w');
  try {
    const printed = file ?? 'inherit';
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['inherit', printed, printed] });
    return await new Promise((resolve, reject) => {
      child.on('error', reject).on('close', (status) => resolve(status === 0));
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
