import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Call } from '../../handler/contract.js';

/** The provider's part of the configuration of worker and observer: the same on both of a node. */
export const settingsSchema = z.object({
  stateDirectory: z
    .string()
    .startsWith('/')
    .optional()
    .meta({
      description:
        "Absolute path of the directory (made with mode 0700) that records what this node's things are: which files are ours, " +
        'processes with their logs, claimed ports. Worker and observer of a node share it. ' +
        'Default: /var/lib/isotherm/local for root, else ~/.local/state/isotherm/local',
    }),
  dev: z
    .boolean()
    .default(false)
    .meta({
      description:
        'Allow what the user who runs the worker may do himself: every path, user and command. ' +
        'Otherwise only what roots, users and commands list',
    }),
  roots: z.array(z.string().startsWith('/')).default([]).meta({
    description:
      'Absolute directories below which files and directories may be managed, symbolic links resolved',
  }),
  users: z.array(z.string()).default([]).meta({
    description: 'Names of users that may own files and run processes, beside the one who runs the worker',
  }),
  commands: z.array(z.string()).default([]).meta({
    description: 'Absolute paths of programs that processes and commands may run',
  }),
  logMaxBytes: z.number().int().min(1024).default(10_485_760).meta({
    description: 'Size in bytes at which the log of a process is rotated',
  }),
  snapshotMaxBytes: z.number().int().min(1).default(4_194_304).meta({
    description: 'Size in bytes of the largest file of which a snapshot is taken',
  }),
  watchedDirectories: z.number().int().min(0).default(1000).meta({
    description:
      'How many directories an observer watches for changes of what is in them, so that it need not wait for its next look; 0: none',
  }),
  logFiles: z.number().int().min(1).max(100).default(3).meta({
    description: 'How many log files of a process are kept, the current one included',
  }),
});

/** Settings with every default filled in. */
export type Settings = z.infer<typeof settingsSchema> & { readonly stateDirectory: string };

const checked = new WeakMap<object, Settings>();

/** The settings of a call. Nothing configured means the defaults: nothing is allowed. */
export function settingsOf(call: Pick<Call, 'settings'>): Settings {
  const given = call.settings;
  if (typeof given !== 'object' || given === null) return complete({});
  let settings = checked.get(given);
  if (settings === undefined) {
    settings = complete(given);
    checked.set(given, settings);
  }
  return settings;
}

/** The settings of a provider whose checked settings these are. */
export function completeSettings(given: unknown): Settings {
  return settingsOf({ settings: given });
}

function complete(given: object): Settings {
  const parsed = settingsSchema.parse(given);
  return { ...parsed, stateDirectory: parsed.stateDirectory ?? defaultStateDirectory() };
}

function defaultStateDirectory(): string {
  if (process.getuid?.() === 0) return '/var/lib/isotherm/local';
  return join(homedir(), '.local/state/isotherm/local');
}
