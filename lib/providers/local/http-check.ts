import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Call } from '../../handler/contract.js';
import { defineResource } from '../../handler/index.js';
import { makePrivateDirectory, readIfThere, replacePrivate, unlessMissing } from './durable-file.js';
import { requestOnce } from './http-request.js';
import { nameFor, safeName } from './path-record.js';
import { settingsOf } from './settings.js';

const properties = z.object({
  url: z
    .string()
    .regex(/^https?:\/\/./)
    .meta({ updatable: true, description: 'The http or https URL to get' }),
  expectedStatus: z.number().int().min(100).max(599).default(200).meta({
    updatable: true,
    description: 'The status that passes; redirections are not followed',
  }),
  expectedBody: z
    .string()
    .optional()
    .meta({ updatable: true, description: 'Text that the body must contain' }),
  expectedBodyPattern: z.string().optional().meta({
    updatable: true,
    description: 'JavaScript regular expression that the first MiB of the body must match',
  }),
  period: z
    .number()
    .min(0.1)
    .max(86400)
    .default(5)
    .meta({ updatable: true, description: 'Seconds between two looks' }),
  timeout: z
    .number()
    .min(0.1)
    .max(60)
    .default(5)
    .meta({ updatable: true, description: 'Seconds a request may take' }),
  triggers: z.record(z.string(), z.json()).default({}).meta({
    updatable: true,
    description: 'Any values; when one changes the check must pass anew',
  }),
});

const attributes = z.object({ url: z.string().meta({ description: 'The URL that is checked' }) });

type Goal = z.infer<typeof properties>;

/**
 * Passes while a URL answers as expected. Until it first does it is pending, which holds up what requires it;
 * after that a failure makes it broken, which is shown and waited out: replacing a probe does not mend its target.
 */
export const httpCheck = defineResource({
  type: 'Local::HttpCheck',
  description:
    'Waits until a URL answers as expected, and goes on watching it. It is never replaced because its target is down.',
  properties,
  attributes,
  broken: 'wait',
  watch: (goal) => ({ periodMs: goal.period * 1000 }),

  create: async (_goal, call) => {
    const physicalId = nameFor(call.idempotencyKey);
    await makePrivateDirectory(directory(call));
    await replacePrivate(recordFile(physicalId, call), '');
    return { physicalId };
  },

  find: async (idempotencyKey, _goal, call) => {
    const physicalId = nameFor(idempotencyKey);
    return (await readIfThere(recordFile(physicalId, call))) === undefined ? undefined : physicalId;
  },

  observe: async (id, goal, call) => {
    const passedAs = await readIfThere(recordFile(id, call));
    if (passedAs === undefined)
      return { status: 'absent', reason: 'Its record is gone from the state directory' };
    const seen = digest(goal);
    const fault = await check(goal, call.signal);
    if (fault === undefined) {
      // A note for ourselves, so that an observer started later can tell "not yet" from "no longer".
      // `r+` makes no file: a look that outlasts the delete must not leave one.
      if (passedAs !== seen) await unlessMissing(writeFile(recordFile(id, call), seen, { flag: 'r+' }));
      return { status: 'ready', attributes: { url: goal.url } };
    }
    return { status: passedAs === seen ? 'broken' : 'pending', attributes: { url: goal.url }, reason: fault };
  },

  /** Nothing to do: `observe` sees from the goal's digest that the check has to pass anew. */
  update: () => Promise.resolve({}),

  delete: async (id, _goal, call) => {
    await rm(recordFile(id, call), { force: true });
  },
});

function directory(call: Call): string {
  return join(settingsOf(call).stateDirectory, 'checks');
}

function recordFile(id: string, call: Call): string {
  return join(directory(call), safeName(id));
}

function digest(goal: Goal): string {
  const { url, expectedStatus, expectedBody, expectedBodyPattern, triggers } = goal;
  const text = JSON.stringify([
    url,
    expectedStatus,
    expectedBody,
    expectedBodyPattern,
    Object.entries(triggers).sort(),
  ]);
  return createHash('sha256').update(text).digest('hex');
}

/** What is wrong with the answer, in a sentence; undefined when it passes. */
async function check(goal: Goal, signal: AbortSignal): Promise<string | undefined> {
  const answer = await requestOnce(goal.url, goal.timeout * 1000, signal);
  if ('error' in answer) return `No answer: ${answer.error}`;
  if (answer.status !== goal.expectedStatus)
    return `Status ${answer.status} instead of ${goal.expectedStatus}`;
  if (goal.expectedBody !== undefined && !answer.body.includes(goal.expectedBody)) {
    return 'The body does not contain "expectedBody"';
  }
  if (goal.expectedBodyPattern !== undefined && !new RegExp(goal.expectedBodyPattern).test(answer.body)) {
    return 'The body does not match "expectedBodyPattern"';
  }
  return undefined;
}
