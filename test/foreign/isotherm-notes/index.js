import { defineProvider } from 'isotherm/handler';
import { z } from 'zod';
import { note } from './note.js';

export default defineProvider({
  name: 'notes',
  handlers: [note],
  settings: z.object({ folder: z.string().meta({ description: 'Absolute path of the folder for notes' }) }),
});
