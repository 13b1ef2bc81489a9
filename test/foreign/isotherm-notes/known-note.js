import { access } from 'node:fs/promises';
import { join } from 'node:path';

/** `custom_constraint: notes.note`: the value is the name of a note that is there. */
export const knownNote = {
  name: 'notes.note',
  async validate(value, { settings }) {
    const reason = `there is no note of that name in ${settings.folder}`;
    if (typeof value !== 'string' || !/^[\w-]+$/.test(value)) return reason;
    try {
      await access(join(settings.folder, `${value}.md`));
      return undefined;
    } catch (error) {
      if (error.code === 'ENOENT') return reason;
      throw error;
    }
  },
};
