import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Rooms of `test/` whose tests start programs and mostly wait for them. They run in a process of their own beside all others, so
 * that two cores have something to do; who uses the broker stays together, since each process has one of its own.
 */
const PROGRAMS = new Set([
  'chaos', 'cli', 'clients', 'deploy', 'e2e', 'embedded-postgres', 'events', 'examples', 'notifications', 'observer',
]); // prettier-ignore

/** The room whose tests measure what things cost: nothing runs beside them. */
const MEASURES = 'bench';

/** What runs alone, and then the two that run beside each other: the files of `dist/test`, each in one of them, in the order of their names. */
export function testLanes(root) {
  const files = readdirSync(join(root, 'dist/test'), { recursive: true })
    .filter((path) => path.endsWith('.test.js'))
    .sort();
  const roomOf = (path) => path.split('/')[0];
  const measures = files.filter((path) => roomOf(path) === MEASURES);
  const others = files.filter((path) => roomOf(path) !== MEASURES);
  const isProgram = (path) => PROGRAMS.has(roomOf(path));
  const inTest = (path) => join('dist/test', path);
  return [
    { name: 'costs', files: measures.map(inTest) },
    { name: 'programs', files: others.filter(isProgram).map(inTest) },
    { name: 'all others', files: others.filter((path) => !isProgram(path)).map(inTest) },
  ];
}
