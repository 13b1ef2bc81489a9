/**
 * Takes each rule out once and expects the tests to turn red. By hand, after a build:
 *   node test/core/mutate.mjs dist [R6 R11 facts/named ...]   some rules, or what is in some files
 * First the stories are told; what they do not notice, the properties are tried on. Prints the edits that no test noticed (each is a
 * test that is missing), and how many were noticed for each rule.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import console from 'node:console';
import process from 'node:process';
import { mutations } from './mutations.mjs';

const PROPERTIES = ['test/core/convergence.test.js', 'test/core/plan-truth.test.js'];

const [built = 'dist', ...only] = process.argv.slice(2);
const STORIES = readdirSync(resolve(built, 'test/core'))
  .filter((name) => name.endsWith('.test.js'))
  .map((name) => `test/core/${name}`)
  .filter((path) => !PROPERTIES.includes(path));
const wanted = mutations.filter(
  ({ rule, file }) => only.length === 0 || only.some((one) => rule === one || file.endsWith(`/${one}`)),
);
const elsewhere = new Set(wanted.flatMap(({ tests }) => tests ?? []));
const scratch = mkdtempSync(join(resolve('.'), 'dist-mutated-'));
/** By rule. */
const results = new Map();
try {
  cpSync(resolve(built), join(scratch, 'dist'), { recursive: true });
  symlinkSync(resolve('node_modules'), join(scratch, 'node_modules'));
  writeFileSync(join(scratch, 'package.json'), '{"type":"module"}');
  for (const tests of [STORIES, PROPERTIES, ...Array.from(elsewhere, (test) => [test])])
    if (!pass(tests)) throw new Error(`${tests.join(' ')}: red without any mutation`);
  for (const mutation of wanted) {
    const problem = tried(mutation);
    const result = results.get(mutation.rule) ?? { noticed: 0, all: 0 };
    results.set(mutation.rule, result);
    result.all += 1;
    if (problem === '') result.noticed += 1;
    else
      console.log(
        `${problem.padEnd(9)} ${mutation.rule} ${mutation.file}: ${mutation.from}  ->  ${mutation.to}`,
      );
  }
} finally {
  rmSync(scratch, { recursive: true });
}
let missed = 0;
for (const [rule, { noticed, all }] of [...results].sort(([a], [b]) => order(a) - order(b))) {
  console.log(`${rule.padEnd(7)} ${String(noticed).padStart(3)} of ${String(all).padStart(3)} noticed`);
  missed += all - noticed;
}
console.log(`${String(wanted.length - missed)} of ${String(wanted.length)} mutations were noticed`);
process.exitCode = missed === 0 ? 0 : 1;

/** Empty: a test turned red. */
function tried({ file, from, to, tests }) {
  const path = join(scratch, 'dist', `${file}.js`);
  const source = readFileSync(path, 'utf8');
  const found = [...source.matchAll(new RegExp(pattern(from), 'g'))];
  if (found.length !== 1) return found.length === 0 ? 'GONE' : 'AMBIGUOUS';
  const [{ 0: text, index }] = found;
  writeFileSync(path, source.slice(0, index) + to + source.slice(index + text.length));
  const survives = tests ? pass(tests) : pass(STORIES) && pass(PROPERTIES);
  writeFileSync(path, source);
  return survives ? 'SURVIVED' : '';
}

/** The compiler may have put line breaks anywhere. */
function pattern(text) {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('\\s+');
}

function pass(tests) {
  const mocha = resolve('node_modules/mocha/bin/mocha.js');
  const env = { ...process.env, CORE_SEED: '4711', CORE_RUNS: process.env.CORE_RUNS ?? '250' };
  const specs = tests.map((spec) => join(scratch, 'dist', spec));
  // A machine that is busy is no test that turned red.
  const run = spawnSync(process.execPath, [mocha, '--bail', '--exit', '--timeout', '60000', ...specs], {
    cwd: scratch,
    env,
    timeout: 120_000,
  });
  return run.status === 0;
}

/** R1 before R10, and what is of no rule last. */
function order(rule) {
  return Number(rule.slice(1)) || Infinity;
}
