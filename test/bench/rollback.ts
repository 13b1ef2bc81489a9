import { independent, template, noop } from './cases.js';
import type { BenchStacks } from './stacks.js';
import { costOf, type Cost } from './usage.js';

/** A create that fails when half of it was made, and goes back; beside a create and delete of what was made. */
export interface MeasuredRollback {
  readonly made: number;
  /** From the failure's report to ROLLBACK_COMPLETE. */
  readonly rollbackMs: number;
  /** From a delete's commit until as many are gone. */
  readonly deleteMs: number;
  /** Of half a create and its rollback, for each resource that was made. */
  readonly cost: Cost;
  /** Of creating and deleting as many. */
  readonly plainCost: Cost;
}

/** @param n resources of the template */
export async function measureRollback(stacks: BenchStacks, n: number): Promise<MeasuredRollback> {
  const made = n / 2;
  const plain = await costOf(stacks.processes, made, async () => {
    const stack = await stacks.create(independent(made).stacks[0]?.(''));
    await stacks.settled();
    return { deleteMs: await stacks.remove(stack) };
  });
  let stack: Awaited<ReturnType<typeof stacks.create>> | undefined;
  const back = await costOf(stacks.processes, made, async () => {
    stack = await stacks.create(failsHalfWay(n), { disable_rollback: false });
    await stacks.settled();
    return { rollbackMs: await rollbackMs(stacks, stack.id, made) };
  });
  if (stack) await stacks.remove(stack);
  return { made, rollbackMs: back.rollbackMs, deleteMs: plain.deleteMs, cost: back, plainCost: plain };
}

/** One resource fails for good as soon as the first half is made; the rest waits for it. */
function failsHalfWay(n: number) {
  const first = Array.from({ length: n / 2 }, (_, i) => `r${String(i)}`);
  const resources: Record<string, object> = Object.fromEntries(first.map((name) => [name, noop('')]));
  resources['fails'] = noop('', first, { fail: true });
  for (let i = n / 2 + 1; i < n; i += 1) resources[`r${String(i)}`] = noop('', ['fails']);
  return template(resources);
}

async function rollbackMs({ processes }: BenchStacks, id: string, made: number): Promise<number> {
  const { rows } = await processes.database.query<{ ms: number; status: string; removed: string }>(
    `SELECT last.time - (SELECT min(time) FROM failure WHERE failure.stack = stack.id) AS ms, stack.action || '_' || stack.status AS status,
            (SELECT count(*) FROM event WHERE event.stack = stack.id AND name LIKE 'r%' AND action = 'DELETE' AND status = 'COMPLETE') AS removed
       FROM stack CROSS JOIN LATERAL (SELECT time FROM event WHERE event.stack = stack.id ORDER BY event DESC LIMIT 1) AS last
      WHERE stack.id = $1`,
    [id],
  );
  const [row] = rows;
  if (row?.status !== 'ROLLBACK_COMPLETE' || Number(row.removed) !== made)
    throw new Error(`the rollback came to ${JSON.stringify(row)}`);
  return row.ms;
}
