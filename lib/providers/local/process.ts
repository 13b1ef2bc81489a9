import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Call } from '../../handler/contract.js';
import { defineResource, Permanent, Transient } from '../../handler/index.js';
import { makePrivateDirectory, replacePrivate, unlessMissing } from './durable-file.js';
import { nameFor } from './path-record.js';
import { lookAt } from './process/look.js';
import {
  isSame,
  newCurrent,
  readCurrent,
  recordOf,
  runName,
  runsOf,
  type ProcessRecord,
} from './process/record.js';
import { signalGroup } from './process/signal-group.js';
import { ensureStarted } from './process/start.js';
import { stopRun } from './process/stop.js';
import { programOf } from './program.js';
import { readRunFile, type StopRequest } from './shim/run-files.js';
import { settingsOf } from './settings.js';

const properties = z.object({
  command: z.string().min(1).meta({
    updatable: true,
    description: 'Absolute path of the program, or its name in PATH. It runs without a shell',
  }),
  args: z.array(z.string()).default([]).meta({
    updatable: true,
    description: 'Arguments. Every user of the node can see them: secrets belong in env',
  }),
  env: z.record(z.string(), z.string()).default({}).meta({
    updatable: true,
    description:
      'Environment, beside PATH, HOME, USER, LOGNAME, LANG, LC_ALL, TZ and TMPDIR; nothing else is inherited',
  }),
  cwd: z.string().startsWith('/').default('/').meta({ updatable: true, description: 'Working directory' }),
  user: z
    .string()
    .optional()
    .meta({ updatable: true, description: 'Run as this user; default: the user who runs the worker' }),
  stopSignal: z
    .string()
    .regex(/^SIG[A-Z0-9]+$/)
    .default('SIGTERM')
    .meta({
      updatable: true,
      description: 'The signal that asks it to end',
    }),
  gracePeriod: z.number().min(0).max(3600).default(10).meta({
    updatable: true,
    description: 'Seconds between stopSignal and SIGKILL to its process group',
  }),
  restart: z.enum(['always', 'on-failure', 'never']).default('always').meta({
    updatable: true,
    description:
      'What an end means. always: it is repaired; on-failure: done after exit code 0, else repaired; never: done, whatever the code',
  }),
  triggers: z.record(z.string(), z.json()).default({}).meta({
    updatable: true,
    description: 'Any values; when one changes the process is restarted in place',
  }),
});

const attributes = z.object({
  pid: z
    .number()
    .int()
    .nullable()
    .meta({ volatile: true, description: 'Number of the process; null when it does not run' }),
  startedAt: z
    .string()
    .nullable()
    .meta({ volatile: true, description: 'When it was started, ISO 8601 in UTC' }),
  exitCode: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'Its exit code; null while it runs and after a signal' }),
  logFile: z
    .string()
    .meta({ description: 'Its standard output and error, on the node; rotated files end in .1, .2, …' }),
});

type Goal = z.infer<typeof properties>;

/**
 * A process on the worker's node that outlives the worker. Its parent is a small shim, which keeps its output and
 * its exit status. If the shim is killed the process goes on, and counts as ready until it ends.
 */
export const localProcess = defineResource({
  type: 'Local::Process',
  description:
    'A process on the node of the worker, kept running; a change of what it runs restarts it in place.',
  properties,
  attributes,

  create: async (goal, call) => {
    const record = recordOf(nameFor(call.idempotencyKey), call);
    await makePrivateDirectory(record.directory);
    try {
      return { physicalId: record.id, ...(await run(record, goal, call)) };
    } catch (error) {
      // It will not be tried again, so nobody would ask for what is left of it.
      if (error instanceof Permanent) await remove(record, goal, call);
      throw error;
    }
  },

  find: async (idempotencyKey, _goal, call) => {
    const { id, directory } = recordOf(nameFor(idempotencyKey), call);
    // However little was made of it: it has to be removed.
    return (await unlessMissing(stat(directory))) === undefined ? undefined : id;
  },

  observe: (id, goal, call) => lookAt(recordOf(id, call), goal.restart),

  update: async (id, goal, _changes, call) => {
    const record = recordOf(id, call);
    const current = await readCurrent(record);
    if (current === undefined)
      throw new Permanent(
        `The record of process ${id} is gone; delete the resource or let it be created anew`,
      );
    if (current.run !== runName(call.idempotencyKey) && isSame(current, whatRestarts(goal))) {
      const observation = await lookAt(record, goal.restart);
      if (observation.status === 'ready') return { observation };
    }
    return run(record, goal, call);
  },

  delete: (id, goal, call) => remove(recordOf(id, call), goal, call),

  suspend: (id, goal, call) => signal(recordOf(id, call), goal, 'SIGSTOP'),
  resume: (id, goal, call) => signal(recordOf(id, call), goal, 'SIGCONT'),

  adopt: async (id, goal, call) => {
    const record = recordOf(id, call);
    const [seen, current] = await Promise.all([lookAt(record, goal.restart), readCurrent(record)]);
    if (current === undefined || isSame(current, whatRestarts(goal))) return seen;
    // It runs something else; what, its record does not tell. One property stands for all that restart it.
    return { ...seen, properties: { command: null } };
  },
});

/** To the process and what it started. One that has ended is none to stop: an observer judges it once it is resumed. */
async function signal(record: ProcessRecord, goal: Goal, what: 'SIGSTOP' | 'SIGCONT') {
  const observation = await lookAt(record, goal.restart);
  if (observation.status === 'pending') throw new Transient(`${observation.reason ?? 'It is being started'}`);
  const current = await readCurrent(record);
  const started = current && readRunFile(join(record.directory, current.run), 'started');
  if (started) signalGroup(started, what);
  return observation.status === 'ready' ? { observation } : {};
}

async function remove(record: ProcessRecord, goal: Goal, call: Call): Promise<void> {
  for (const each of await runsOf(record)) {
    await unlessMissing(stopRun(join(record.directory, each), stopRequest(goal), call.signal));
  }
  await rm(record.directory, { recursive: true, force: true });
}

/** Makes the run of this call the one in force, and starts it after every other one has ended. */
async function run(record: ProcessRecord, goal: Goal, call: Call) {
  const settings = settingsOf(call);
  const spec = {
    ...(await programOf(goal, settings)),
    stop: stopRequest(goal),
    log: { file: record.logFile, maxBytes: settings.logMaxBytes, files: settings.logFiles },
  };
  const name = runName(call.idempotencyKey);
  const directory = join(record.directory, name);
  for (const other of await runsOf(record)) {
    if (other === name) continue;
    await unlessMissing(stopRun(join(record.directory, other), spec.stop, call.signal));
    await rm(join(record.directory, other), { recursive: true, force: true });
  }
  call.signal.throwIfAborted();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if ((await readCurrent(record))?.run !== name) {
    await replacePrivate(
      join(record.directory, 'current'),
      JSON.stringify(newCurrent(name, whatRestarts(goal))),
    );
  }
  await ensureStarted(directory, spec, call.signal);
  const error = readRunFile(directory, 'ended')?.error;
  if (error !== undefined) throw new Permanent(`${spec.program} could not be started: ${error}`);
  const observation = await lookAt(record, goal.restart);
  // Anything but ready is for an observer to judge: its second look tells a slow start from an end.
  return observation.status === 'ready' ? { observation } : {};
}

function whatRestarts(goal: Goal): string {
  const { command, args, env, cwd, user, triggers } = goal;
  return JSON.stringify([
    command,
    args,
    Object.entries(env).sort(),
    cwd,
    user,
    Object.entries(triggers).sort(),
  ]);
}

function stopRequest(goal: Goal): StopRequest {
  return { signal: goal.stopSignal as NodeJS.Signals, graceMs: goal.gracePeriod * 1000 };
}
