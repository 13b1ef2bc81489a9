import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constraintConformance } from 'isotherm/handler/conformance';
import { knownNote } from '../known-note.js';

const folder = await mkdtemp(join(tmpdir(), 'known-notes-'));
after(() => rm(folder, { recursive: true }));

constraintConformance({
  constraint: knownNote,
  settings: () => ({ folder }),
  prepare: () => writeFile(join(folder, 'shopping.md'), 'Buy milk'),
  fit: ['shopping'],
  unfit: ['nothing', '../shopping'],
});
