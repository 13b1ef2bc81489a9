import { defineProvider } from 'isotherm/handler';
import { z } from 'zod';
import { knownNote } from './known-note.js';
import { note } from './note.js';

export default defineProvider({
  name: 'notes',
  handlers: [note],
  constraints: [knownNote],
  settings: z.object({ folder: z.string().meta({ description: 'Absolute path of the folder for notes' }) }),
});
