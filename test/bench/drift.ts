import { things } from './cases.js';
import type { Sight } from './scripted-observer-process.js';
import type { BenchStack, BenchStacks } from './stacks.js';
import { costOf, type Cost } from './usage.js';

/** All things of a settled stack are seen otherwise at once, and are repaired. */
export interface MeasuredDrift extends Cost {
  /** From the first report to the last event, all repaired and converged. */
  readonly repairedMs: number;
  /** From the goal's commit until all were made. */
  readonly createMs: number;
}

/** Events of a resource from the first look at what happened to it, to the end of its repair. */
const EVENTS = { changed: 3, gone: 5 } as const;
/** What repairs it. */
const REPAIR = { changed: 'UPDATE', gone: 'CREATE' } as const;

export async function measureDrift(
  stacks: BenchStacks,
  n: number,
  see: Sight['see'],
): Promise<MeasuredDrift> {
  const { processes } = stacks;
  const stack = await stacks.create(things(n).stacks[0]?.('as wanted'));
  const createMs = await stacks.settled();
  const before = await lastEvent(stacks, stack);
  const measured = await costOf(processes, n, async () => {
    const begunMs = await processes.happen({ see, things: n });
    await stacks.until(`SELECT event >= $2 AND convergence = 'converged' AS is FROM stack WHERE id = $1`, [
      stack.id,
      before + n * EVENTS[see],
    ]);
    return { repairedMs: (await repaired(stacks, stack, { n, see, before })) - begunMs, createMs };
  });
  await stacks.remove(stack);
  return measured;
}

async function lastEvent({ processes }: BenchStacks, { id }: BenchStack): Promise<number> {
  const { rows } = await processes.database.query<{ event: string }>(
    `SELECT event FROM stack WHERE id = $1`,
    [id],
  );
  return Number(rows[0]?.event);
}

/** When the last one was. */
async function repaired(
  { processes }: BenchStacks,
  { id }: BenchStack,
  { n, see, before }: { readonly n: number; readonly see: Sight['see']; readonly before: number },
): Promise<number> {
  const { rows } = await processes.database.query<{ ms: number; repairs: string }>(
    `SELECT max(time) AS ms, count(*) FILTER (WHERE action = $3 AND status = 'COMPLETE') AS repairs
       FROM event WHERE stack = $1 AND event > $2`,
    [id, before, REPAIR[see]],
  );
  const [row] = rows;
  if (Number(row?.repairs) !== n)
    throw new Error(`of ${String(n)} that were ${see} ${String(row?.repairs)} were repaired`);
  return row?.ms ?? 0;
}
