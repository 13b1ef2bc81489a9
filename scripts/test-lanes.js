import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Rooms of `test/` whose tests start programs and mostly wait for them. They run in a process of their own beside all others, so
 * that two cores have something to do; who uses the broker stays together, since each process has one of its own.
 */
const PROGRAMS = new Set([
  'bench', 'chaos', 'cli', 'clients', 'deploy', 'e2e', 'embedded-postgres', 'events', 'examples', 'notifications', 'observer',
]); // prettier-ignore

/** What runs beside each other: the files of `dist/test`, each in one of them, in the order of their names. */
export function testLanes(root) {
  const files = readdirSync(join(root, 'dist/test'), { recursive: true })
    .filter((path) => path.endsWith('.test.js'))
    .sort();
  const isProgram = (path) => PROGRAMS.has(path.split('/')[0]);
  const inTest = (path) => join('dist/test', path);
  return [
    { name: 'programs', files: files.filter(isProgram).map(inTest) },
    { name: 'all others', files: files.filter((path) => !isProgram(path)).map(inTest) },
  ];
}
