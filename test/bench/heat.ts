import { setTimeout as pause } from 'node:timers/promises';
import { chain, independent, type BenchCase } from './cases.js';
import type { BenchClient } from './client.js';
import { withFleet } from './fleet.js';
import { inTurns, medians, said, type Part } from './part.js';
import { realHeat } from './real-heat.js';
import { round, table } from './table.js';

/** Seconds from sending the request until the API shows what was asked for. */
interface Took {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

interface Beside {
  readonly name: string;
  /** Medians of so many rounds. */
  readonly rounds: number;
  readonly ours: Took;
  readonly heat: Took;
}

const PHASES = ['create', 'update', 'delete'] as const;
const LONGEST_MS = 900_000;
/** Of the time so far: by how much a figure may be too long. */
const POLL_SHARE = 0.02;

/** The same stacks on a real Heat, in turns, both through the API and by the same client. */
export const heat: Part = {
  name: 'heat',
  measure: async (quick) => {
    const theirs = await realHeat(process.env);
    if (!theirs) {
      process.stderr.write(
        'no Heat given: set OS_AUTH_URL, OS_USERNAME, OS_PASSWORD and OS_PROJECT_NAME to one on this machine; it is not measured\n',
      );
      return { json: {}, text: '' };
    }
    const cases = quick
      ? [{ stack: chain(10), rounds: 1 }]
      : [
          { stack: chain(50), rounds: 3 },
          // Of each of them Heat takes a second and more.
          { stack: independent(20), rounds: 1 },
          { stack: independent(100), rounds: 1 },
        ];
    const measured = await withFleet({}, async ({ client }) => {
      const beside: Beside[] = [];
      for (const { stack, rounds } of cases) beside.push(await besideHeat(stack, rounds, client, theirs));
      return beside;
    });
    return { json: { heat: measured }, text: heatText(measured) };
  },
};

async function besideHeat(
  stack: BenchCase,
  rounds: number,
  ours: BenchClient,
  theirs: BenchClient,
): Promise<Beside> {
  let number = 0;
  const run = (client: BenchClient) => () => {
    number += 1;
    return inPhases(
      client,
      stack,
      `bench-${String(process.pid)}-${stack.name.replace(/\W/g, '-')}-${String(number)}`,
    );
  };
  const pairs =
    rounds > 1
      ? await inTurns(rounds, run(ours), run(theirs))
      : ([[await run(ours)(), await run(theirs)()]] as const);
  said(`${stack.name} beside Heat`);
  return {
    name: stack.name,
    rounds,
    ours: medians(pairs.map(([one]) => one)),
    heat: medians(pairs.map(([, two]) => two)),
  };
}

async function inPhases(client: BenchClient, { stacks, resources }: BenchCase, name: string): Promise<Took> {
  const body = (value: string) => ({
    template: stacks[0]?.(value),
    disable_rollback: true,
    timeout_mins: 60,
  });
  let path = '';
  const create = await until(client, name, 'CREATE_COMPLETE', async () => {
    const asked = JSON.stringify({ stack_name: name, ...body('one') });
    const { stack } = await client.call<{ stack: { id: string } }>('POST', '/stacks', asked);
    path = `/stacks/${name}/${stack.id}`;
  });
  try {
    const update = await until(client, name, 'UPDATE_COMPLETE', () =>
      client.call('PUT', path, JSON.stringify(body('two'))),
    );
    await mustHaveUpdated(client, path, resources);
    return {
      create,
      update,
      delete: await until(client, name, undefined, () => client.call('DELETE', path)),
    };
  } catch (error) {
    await client.call('DELETE', path).catch(() => undefined);
    throw error;
  }
}

/** @param status undefined: it is gone */
async function until(
  client: BenchClient,
  name: string,
  status: string | undefined,
  ask: () => Promise<unknown>,
): Promise<number> {
  const begun = performance.now();
  await ask();
  for (;;) {
    const { stacks } = await client.call<{ stacks: { stack_status: string }[] }>(
      'GET',
      `/stacks?name=${name}`,
    );
    const ms = performance.now() - begun;
    const shown = stacks[0]?.stack_status;
    if (shown === status) return ms / 1_000;
    if (shown?.endsWith('_FAILED') || ms > LONGEST_MS)
      throw new Error(`${name} is ${shown ?? 'gone'} after ${round(ms)} ms, not ${status ?? 'gone'}`);
    await pause(Math.max(2, POLL_SHARE * ms));
  }
}

async function mustHaveUpdated(client: BenchClient, path: string, resources: number): Promise<void> {
  const shown = await client.call<{ resources: { resource_status: string }[] }>('GET', `${path}/resources`);
  const updated = shown.resources.filter(
    ({ resource_status: status }) => status === 'UPDATE_COMPLETE',
  ).length;
  if (updated !== resources) throw new Error(`${path}: ${String(updated)} resources were updated`);
}

function heatText(measured: readonly Beside[]): string {
  return [
    '\nThe same stacks on a real Heat, in turns; from the request until the API shows it\n',
    table(
      ['case', 'phase', 'rounds', 'ours s', 'Heat s', 'times'],
      measured.flatMap(({ name, rounds, ours, heat }) =>
        PHASES.map((phase) => [
          name,
          phase,
          String(rounds),
          round(ours[phase], 3),
          round(heat[phase], 2),
          round(heat[phase] / ours[phase]),
        ]),
      ),
    ),
  ].join('');
}
