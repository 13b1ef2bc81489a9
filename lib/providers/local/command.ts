import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Call } from '../../handler/contract.js';
import { defineResource, Permanent } from '../../handler/index.js';
import { makePrivateDirectory, namesIn, readIfThere, replacePrivate } from './durable-file.js';
import { nameFor, safeName } from './path-record.js';
import { programOf } from './program.js';
import { endEarlierRun, runCommand, type CommandResult } from './run-command.js';
import { settingsOf } from './settings.js';

const action = z.object({
  command: z.string().min(1).meta({ description: 'Absolute path of the program, or its name in PATH' }),
  args: z.array(z.string()).default([]).meta({ description: 'Arguments' }),
});

const properties = z.object({
  command: z.string().min(1).meta({
    replace: true,
    description:
      'Absolute path of the program, or its name in PATH. It runs without a shell, at least once: make it repeatable',
  }),
  args: z.array(z.string()).default([]).meta({
    replace: true,
    description: 'Arguments. Every user of the node can see them: secrets belong in env',
  }),
  env: z.record(z.string(), z.string()).default({}).meta({
    replace: true,
    description:
      'Environment, beside PATH, HOME, USER, LOGNAME, LANG, LC_ALL, TZ and TMPDIR; nothing else is inherited',
  }),
  cwd: z.string().startsWith('/').default('/').meta({ replace: true, description: 'Working directory' }),
  user: z
    .string()
    .optional()
    .meta({ replace: true, description: 'Run as this user; default: the user who runs the worker' }),
  timeout: z.number().min(0.1).max(86400).default(300).meta({
    updatable: true,
    description: 'Seconds after which a run is killed and counts as failed',
  }),
  onUpdate: action.optional().meta({
    updatable: true,
    description: 'What to run when triggers change; default: the command again',
  }),
  onDelete: action.optional().meta({
    updatable: true,
    description:
      'What to run, at least once, when the resource is deleted, also after a create that failed half way. ' +
      'A replacement runs its command before that, unless "delete_first" is set in the metadata',
  }),
  triggers: z.record(z.string(), z.json()).default({}).meta({
    updatable: true,
    description: 'Any values; when one changes, onUpdate runs',
  }),
});

const attributes = z.object({
  exitCode: z
    .number()
    .int()
    .meta({ description: 'Exit code of the last run: 0, since any other is a failure' }),
  stdout: z.string().meta({ description: 'The last 16 KiB of the standard output of the last run' }),
  stderr: z.string().meta({ description: 'The last 16 KiB of the standard error of the last run' }),
});

type Goal = z.infer<typeof properties>;

/** Written after a run that went well: as long as it is there, the run is not repeated. */
interface Completion {
  readonly key: string;
  readonly triggers: string;
  readonly result: CommandResult;
}

/**
 * A program run to its end on the worker's node: at least once, since a worker can die between the end of the
 * program and its completion marker. Two runs of one resource never overlap.
 */
export const command = defineResource({
  type: 'Local::Command',
  description:
    'A program that runs to its end on the node of the worker: when it is created, when its triggers change and, if wanted, when it is deleted. ' +
    'It may run more than once if the worker is interrupted.',
  properties,
  attributes,

  create: async (goal, call) => {
    const physicalId = nameFor(call.idempotencyKey);
    // So that a command that failed half way is deleted like one that went well: with onDelete.
    if (goal.onDelete !== undefined) await call.checkpoint({ physicalId });
    await makePrivateDirectory(directoryOf(physicalId, call));
    let done = await completion(physicalId, call);
    try {
      done ??= await complete(physicalId, goal, { command: goal.command, args: goal.args }, call);
    } catch (error) {
      // With onDelete the record stays, so that the delete puts right what the command did half.
      const forgets = error instanceof Permanent && goal.onDelete === undefined;
      if (forgets) await rm(directoryOf(physicalId, call), { recursive: true, force: true });
      throw error;
    }
    return { physicalId, observation: ready(done) };
  },

  find: async (idempotencyKey, _goal, call) => {
    const physicalId = nameFor(idempotencyKey);
    const ids = await namesIn(join(settingsOf(call).stateDirectory, 'commands'));
    return ids.includes(physicalId) ? physicalId : undefined;
  },

  observe: async (id, _goal, call) => {
    const done = await completion(id, call);
    return done === undefined ? { status: 'absent', reason: 'Its completion marker is gone' } : ready(done);
  },

  update: async (id, goal, _changes, call) => {
    const done = await completion(id, call);
    if (done !== undefined && done.triggers === digest(goal)) return { observation: ready(done) };
    await makePrivateDirectory(directoryOf(id, call));
    const what = goal.onUpdate ?? { command: goal.command, args: goal.args };
    return { observation: ready(await complete(id, goal, what, call)) };
  },

  delete: async (id, goal, call) => {
    const directory = directoryOf(id, call);
    const began = (await namesIn(directory)).length > 0;
    await endEarlierRun(directory);
    if (began && goal.onDelete !== undefined) await execute(id, goal, goal.onDelete, call);
    await rm(directory, { recursive: true, force: true });
  },
});

async function complete(
  id: string,
  goal: Goal,
  what: z.infer<typeof action>,
  call: Call,
): Promise<Completion> {
  const result = await execute(id, goal, what, call);
  const done = { key: call.idempotencyKey, triggers: digest(goal), result };
  await replacePrivate(join(directoryOf(id, call), 'done'), JSON.stringify(done));
  return done;
}

async function execute(
  id: string,
  goal: Goal,
  what: z.infer<typeof action>,
  call: Call,
): Promise<CommandResult> {
  const { env, cwd, user } = goal;
  const program = await programOf({ ...what, env, cwd, user }, settingsOf(call));
  return runCommand(program, directoryOf(id, call), goal.timeout * 1000, call.signal, (line) => {
    call.log(line);
  });
}

async function completion(id: string, call: Call): Promise<Completion | undefined> {
  const text = await readIfThere(join(directoryOf(id, call), 'done'));
  return text === undefined ? undefined : (JSON.parse(text) as Completion);
}

function directoryOf(id: string, call: Call): string {
  return join(settingsOf(call).stateDirectory, 'commands', safeName(id));
}

function digest(goal: Goal): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(goal.triggers).sort()))
    .digest('hex');
}

function ready({ result }: Completion) {
  return { status: 'ready', attributes: { exitCode: 0, ...result } } as const;
}
