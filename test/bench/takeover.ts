import { setTimeout as pause } from 'node:timers/promises';
import { template, type Template } from './cases.js';
import { withFleet } from './fleet.js';
import { said, type Part } from './part.js';
import type { BenchStack, BenchStacks } from './stacks.js';
import { round, table } from './table.js';

const LEASE_MS = 10_000;
/** How long at most until the other engine looks for shards of dead ones. */
const HEARTBEAT_MS = LEASE_MS / 3;
/** Each at another moment between two heartbeats. */
const KILLS = 3;
const [LINKS, LINK_MS] = [20, 500];
const [SURVIVOR, VICTIM] = ['engine-1', 'engine-2'];

/** What happens to one of two engines while its stacks are being made, so long after these have begun. */
interface Happening {
  readonly what: 'nothing' | 'stop' | 'kill';
  readonly afterMs: number;
}

/** What came of it; all times from that moment on. */
interface TakenOver extends Happening {
  /** Its stacks. */
  readonly stacks: number;
  /** Until the other engine holds all shards. */
  readonly heldMs: number;
  /** Until the first of its stacks made progress, and until all of them had. */
  readonly firstMs: number;
  readonly allMs: number;
  readonly settledMs: number;
  /** The longest time that the other engine's thread was held meanwhile. */
  readonly pauseMs: number;
}

/** An engine dies while its stacks are being made, beside one that is stopped, and one to which nothing happens. */
export const takeover: Part = {
  name: 'takeover',
  measure: async (quick) => {
    const stacks = quick ? 40 : 400;
    const kills = Array.from({ length: quick ? 1 : KILLS }, (_, i): Happening => {
      return { what: 'kill', afterMs: (i * HEARTBEAT_MS) / KILLS };
    });
    const happenings: Happening[] = [{ what: 'nothing', afterMs: 0 }, { what: 'stop', afterMs: 0 }, ...kills];
    const rounds: TakenOver[] = [];
    await withFleet({ engines: 2, workers: 2, engineSettings: { shardLeaseMs: LEASE_MS } }, async (fleet) => {
      for (const happening of happenings) rounds.push(await takeOver(fleet, stacks, happening));
    });
    said('taking over from an engine');
    return { json: { takeover: { leaseMs: LEASE_MS, rounds } }, text: takeoverText(rounds) };
  },
};

async function takeOver(fleet: BenchStacks, count: number, happening: Happening): Promise<TakenOver> {
  const { processes } = fleet;
  const { what, afterMs } = happening;
  await fleet.until(`SELECT count(*) FILTER (WHERE engine = $1) = count(*) / 2 AS is FROM shard`, [VICTIM]);
  const made = await fleet.createAll(Array.from({ length: count }, () => chainOfSlow()));
  await fleet.until(`SELECT count(*) FILTER (WHERE seen = 0) = 0 AS is FROM stack`);
  await pause(afterMs);
  const ids = await stacksOf(fleet, VICTIM);
  await processes.ask('pause');
  const happened = Date.now();
  if (what !== 'nothing') {
    // It may take a while to end, which is not waited for.
    const ended = processes.endEngine(VICTIM, what);
    await fleet.until(
      `SELECT count(*) FILTER (WHERE engine = $1) = count(*) AS is FROM shard`,
      [SURVIVOR],
      5,
    );
    await ended;
  }
  const heldMs = what === 'nothing' ? 0 : Date.now() - happened;
  await fleet.settled();
  const { first, all, settled } = await progress(fleet, ids, happened + heldMs);
  const pauseMs = await processes.ask('pause');
  await clean(fleet, made, what);
  return {
    ...happening,
    stacks: ids.length,
    heldMs,
    firstMs: first - happened,
    allMs: all - happened,
    settledMs: settled - happened,
    pauseMs,
  };
}

/** Work for ten seconds. */
function chainOfSlow(): Template {
  const resources: Record<string, object> = {};
  for (let i = 0; i < LINKS; i += 1)
    resources[`r${String(i)}`] = {
      type: 'Bench::Slow',
      properties: { takesMs: LINK_MS },
      ...(i > 0 && { depends_on: [`r${String(i - 1)}`] }),
    };
  return template(resources);
}

async function stacksOf(fleet: BenchStacks, engine: string): Promise<string[]> {
  const { rows } = await fleet.processes.database.query<{ id: string }>(
    `SELECT stack.id FROM stack JOIN shard ON shard.id = stack.shard WHERE engine = $1 AND status = 'IN_PROGRESS' AND stack.deleted_at IS NULL`,
    [engine],
  );
  return rows.map(({ id }) => id);
}

/** When something first happened to the stacks after that moment, in ms since the epoch. */
async function progress(fleet: BenchStacks, ids: readonly string[], sinceMs: number) {
  const { rows } = await fleet.processes.database.query<{
    first: string;
    all: string;
    settled: string;
    failed: string;
  }>(
    `SELECT min(first) AS first, max(first) AS all, max(last) AS settled, count(*) FILTER (WHERE status <> 'COMPLETE') AS failed
       FROM (SELECT stack.status, min(time) FILTER (WHERE time >= $2) AS first, max(time) AS last
               FROM stack JOIN event ON event.stack = stack.id WHERE stack.id = ANY ($1::uuid[]) GROUP BY stack.id) AS each`,
    [ids, sinceMs],
  );
  const [row] = rows;
  if (!row || Number(row.failed) > 0) throw new Error(`taking over came to ${JSON.stringify(row)}`);
  return { first: Number(row.first), all: Number(row.all), settled: Number(row.settled) };
}

async function clean(
  fleet: BenchStacks,
  made: readonly BenchStack[],
  what: TakenOver['what'],
): Promise<void> {
  if (what !== 'nothing') await fleet.processes.startEngine(VICTIM);
  await fleet.removeAll(made);
}

function takeoverText(rounds: readonly TakenOver[]): string {
  const words = { nothing: 'nothing', stop: 'SIGTERM', kill: 'SIGKILL' };
  const undisturbed = rounds.find(({ what }) => what === 'nothing')?.settledMs ?? 0;
  return [
    `\nOne of two engines goes while its stacks are made: from then until the other holds its shards, its stacks go on, and all are settled (a lease is ${String(LEASE_MS)} ms, a heartbeat comes every ${round(HEARTBEAT_MS)} ms)\n`,
    table(
      [
        'what happens', '', 'its stacks', 'held ms', 'x heartbeat', 'first goes on ms', 'all go on ms', 'of it loading ms', 'settled ms', 'later than with nothing ms', 'longest pause ms',
      ], // prettier-ignore
      rounds.map(({ what, afterMs, stacks, heldMs, firstMs, allMs, settledMs, pauseMs }) => [
        words[what],
        '',
        String(stacks),
        round(heldMs),
        round(heldMs / HEARTBEAT_MS, 2),
        round(firstMs),
        round(allMs),
        round(allMs - heldMs),
        round(settledMs),
        round(afterMs + settledMs - undisturbed),
        round(pauseMs),
      ]),
    ),
  ].join('');
}
