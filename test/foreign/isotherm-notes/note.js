import { createHash } from 'node:crypto';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { defineResource, Permanent } from 'isotherm/handler';
import { z } from 'zod';

/** A text file in the folder of the settings. Its text changes in place; another name replaces it. */
export const note = defineResource({
  type: 'Notes::Note',
  description: 'A note: a text file in the folder that the configuration names.',
  properties: z.object({
    name: z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .meta({ replace: true, description: 'Name of the file, without its ending' }),
    text: z.string().default('').meta({ updatable: true, description: 'What the note says' }),
  }),
  attributes: z.object({
    path: z.string().meta({ description: 'Where the note lies' }),
    sizeBytes: z.int().meta({ description: 'Its size, in bytes' }),
  }),

  async create(goal, call) {
    const path = join(call.settings.folder, `${goal.name}.md`);
    if (call.saved?.physicalId !== path) {
      if (await exists(path))
        throw new Permanent(`${path} is there already: choose another name, or move it away.`);
      await call.checkpoint({ physicalId: path });
    }
    await writeFile(path, goal.text, { signal: call.signal });
    return { physicalId: path, observation: await look(path, call) };
  },

  observe: (path, goal, call) => look(path, call),

  async update(path, goal, changes, call) {
    await writeFile(path, goal.text, { signal: call.signal });
    return { observation: await look(path, call) };
  },

  delete: (path) => rm(path, { force: true }),

  async adopt(path, goal, call) {
    const wanted = join(call.settings.folder, `${goal.name}.md`);
    if (path !== wanted) throw new Permanent(`${path} is another note than ${wanted}: correct its name.`);
    return look(path, call);
  },
});

async function look(path, { settings }) {
  if (path !== join(settings.folder, basename(path)))
    return { status: 'absent', reason: 'It is not in the folder for notes.' };
  try {
    const content = await readFile(path);
    return {
      status: 'ready',
      properties: { text: createHash('sha256').update(content).digest('hex') },
      attributes: { path, sizeBytes: content.length },
    };
  } catch (error) {
    if (error.code === 'ENOENT') return { status: 'absent' };
    throw error;
  }
}

function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}
