/** The provider `local`: files, processes and what belongs to them on the worker's own node. */
import { defineProvider } from '../../handler/index.js';
import { command } from './command.js';
import { directory } from './directory.js';
import { file } from './file.js';
import { httpCheck } from './http-check.js';
import { port } from './port.js';
import { localProcess } from './process.js';
import { settingsSchema } from './settings.js';
import { LocalSource } from './source/source.js';

export default defineProvider({
  name: 'local',
  handlers: [directory, file, localProcess, command, port, httpCheck],
  settings: settingsSchema,
  notificationSource: (context) => new LocalSource(context),
});
