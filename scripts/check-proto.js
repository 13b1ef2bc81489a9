// Lints the protocol, and holds it against the last release: what was spoken once must be understood for ever.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

function lastTag() {
  const { status, stdout } = spawnSync('git', ['describe', '--tags', '--abbrev=0'], {
    cwd: root,
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : undefined;
}

let good = run('buf', ['lint']);
const tag = lastTag();
if (tag === undefined) console.log('no release yet to hold the protocol against');
else good = run('buf', ['breaking', '--against', `.git#tag=${tag}`]) && good;
process.exitCode = good ? 0 : 1;
