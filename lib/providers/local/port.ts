import { createServer } from 'node:net';
import { readFile, readlink, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Call } from '../../handler/contract.js';
import { defineResource, Permanent } from '../../handler/index.js';
import { codeOf, makePrivateDirectory, namesIn, syncDirectory, unlessMissing } from './durable-file.js';
import { nameFor } from './path-record.js';
import { settingsOf } from './settings.js';

const portNumber = z.number().int().min(1).max(65535);

const properties = z.object({
  range: z.object({ from: portNumber, to: portNumber }).default({ from: 20000, to: 29999 }).meta({
    replace: true,
    description:
      'First and last port to choose from. Ports that the system hands out by itself are passed over',
  }),
});

const attributes = z.object({ port: portNumber.meta({ description: 'The TCP port' }) });

/**
 * A TCP port of the node that nobody else gets. It is claimed in the state directory by a symbolic link from the
 * port to the claimant: made in one step with its content, and refused when there is one.
 */
export const port = defineResource({
  type: 'Local::Port',
  description:
    'A free TCP port of the node, outside the range that the system hands out by itself, kept until it is deleted.',
  properties,
  attributes,

  create: async (goal, call) => {
    const claimant = nameFor(call.idempotencyKey);
    const chosen = (await claimed(claimant, call)) ?? (await claim(goal.range, claimant, call));
    return { physicalId: chosen, observation: ready(chosen) };
  },

  find: (idempotencyKey, _goal, call) => claimed(nameFor(idempotencyKey), call),

  observe: async (id, _goal, call) => {
    const claimant = await unlessMissing(readlink(linkOf(id, call)));
    return claimant === undefined ? { status: 'absent', reason: `Port ${id} is not claimed` } : ready(id);
  },

  delete: async (id, _goal, call) => {
    const claimant = await unlessMissing(readlink(linkOf(id, call)));
    if (claimant === undefined) return;
    await rm(linkOf(id, call), { force: true });
    // Two racing workers may each have claimed one for the same key.
    for (let other; (other = await claimed(claimant, call)) !== undefined;) {
      await rm(linkOf(other, call), { force: true });
    }
    await syncDirectory(registry(call));
  },

  adopt: async (id, { range }, call) => {
    const number = Number(id);
    const isClaimed = (await unlessMissing(readlink(linkOf(id, call)))) !== undefined;
    if (!isClaimed) return { status: 'absent', reason: `Port ${id} is not claimed` };
    if (number < range.from || number > range.to) {
      throw new Permanent(
        `Port ${id} is not in the range from ${range.from} to ${range.to}; give another "range"`,
      );
    }
    return ready(id);
  },
});

function ready(id: string) {
  return { status: 'ready', attributes: { port: Number(id) } } as const;
}

function registry(call: Call): string {
  return join(settingsOf(call).stateDirectory, 'ports');
}

/** A user may write anything as an id; what is no number names nothing. */
function linkOf(id: string, call: Call): string {
  return join(registry(call), /^[1-9][0-9]{0,4}$/.test(id) ? id : nameFor(id));
}

async function claimed(claimant: string, call: Call): Promise<string | undefined> {
  for (const id of await namesIn(registry(call))) {
    if ((await unlessMissing(readlink(linkOf(id, call)))) === claimant) return id;
  }
  return undefined;
}

/** Begins at a port that follows from the claimant, so that a port is rarely used again soon by another. */
async function claim(range: { from: number; to: number }, claimant: string, call: Call): Promise<string> {
  await makePrivateDirectory(registry(call));
  const ephemeral = await ephemeralRange();
  const size = range.to - range.from + 1;
  const start = Number.parseInt(claimant.slice(0, 8), 16);
  for (let step = 0; step < size; step += 1) {
    const candidate = range.from + ((start + step) % size);
    if (candidate >= ephemeral.from && candidate <= ephemeral.to) continue;
    if (!(await isFree(candidate))) continue;
    call.signal.throwIfAborted();
    if (await link(claimant, String(candidate), call)) return String(candidate);
  }
  throw new Permanent(
    `No port from ${range.from} to ${range.to} is free outside the system's own ${ephemeral.from} to ${ephemeral.to}; ` +
      'give another "range"',
  );
}

async function link(claimant: string, id: string, call: Call): Promise<boolean> {
  try {
    await symlink(claimant, linkOf(id, call));
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  await syncDirectory(registry(call));
  return true;
}

/** Ports the kernel gives to outgoing connections; IANA's range where it does not say. */
async function ephemeralRange(): Promise<{ from: number; to: number }> {
  const text = await unlessMissing(readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'));
  const [from = 49152, to = 65535] = text?.trim().split(/\s+/).map(Number) ?? [];
  return { from, to };
}

function isFree(candidate: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port: candidate, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
