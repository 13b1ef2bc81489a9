// `npm run chaos -- --minutes 10 --seed 42`: the chaos test by itself, for as long as you like.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
const env = {
  ...process.env,
  ...(values.minutes !== undefined && { CHAOS_MINUTES: values.minutes }),
  ...(values.seed !== undefined && { CHAOS_SEED: values.seed }),
};
const root = fileURLToPath(new URL('..', import.meta.url));
const mocha = [
  'node_modules/mocha/bin/mocha.js',
  '--enable-source-maps',
  '--exit',
  'dist/test/chaos/chaos.test.js',
];
process.exitCode = spawnSync(process.execPath, mocha, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
