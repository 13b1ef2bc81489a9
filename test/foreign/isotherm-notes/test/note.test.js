import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conformance } from 'isotherm/handler/conformance';
import { note } from '../note.js';

const folder = await mkdtemp(join(tmpdir(), 'notes-'));
after(() => rm(folder, { recursive: true }));

conformance({
  handler: note,
  settings: () => ({ folder }),
  goals: {
    'a note': (unique) => ({ name: unique, text: 'Buy milk' }),
    'an empty note': (unique) => ({ name: unique }),
  },
  changes: { 'its text': (goal) => ({ ...goal, text: 'Buy bread' }) },
  replacement: (goal, unique) => ({ ...goal, name: unique }),
  remove: (path) => rm(path),
  damage: (path) => writeFile(path, 'scribbled over'),
  madeByHand: async (goal) => {
    const path = join(folder, `${goal.name}.md`);
    await writeFile(path, 'by hand');
    return path;
  },
  count: async () => (await readdir(folder)).length,
});
