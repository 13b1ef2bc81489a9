import type { Resident } from './resident.js';
import type { LoopPorts } from './loop-ports.js';
import { TurnRefused } from './store-port.js';
import type { TurnRows } from './turn-rows.js';

/** Why a stack left the loop's memory. `released`: another engine has it from now on. */
export type DropReason = 'fenced' | 'unknown' | 'refused' | 'deleted' | 'released';

export interface Dropped {
  readonly resident: Resident;
  readonly why: DropReason;
  readonly error?: unknown;
}

export interface Committed {
  readonly written: ReadonlySet<Resident>;
  /** What is in memory of these is not what is in the database. */
  readonly dropped: readonly Dropped[];
}

/**
 * Writes the rows of a turn in one transaction. A refused batch is halved until the guilty stack stands alone; only that one
 * is dropped (R20). When nobody knows whether it was written, all its stacks are (R21).
 */
export async function commitRows(
  ports: Pick<LoopPorts, 'store' | 'shardEpoch'>,
  rows: TurnRows,
  residents: readonly Resident[],
): Promise<Committed> {
  const epochs = new Map<number, number>();
  for (const { shard } of rows.stacks) epochs.set(shard, ports.shardEpoch(shard) ?? NOT_OURS);
  const shards = Array.from(epochs, ([id, epoch]) => ({ id, epoch })).sort((a, b) => a.id - b.id);
  try {
    const ids = await ports.store.commitTurn(rows.turn(shards));
    const fenced = residents.filter(({ id }) => !ids.has(id));
    return {
      written: new Set(residents.filter(({ id }) => ids.has(id))),
      dropped: fenced.map((resident) => ({ resident, why: 'fenced' })),
    };
  } catch (error) {
    if (!(error instanceof TurnRefused)) return allDropped(residents, 'unknown', error);
    if (residents.length <= 1) return allDropped(residents, 'refused', error);
    const middle = Math.ceil(residents.length / 2);
    const halves: Committed[] = [];
    for (const half of [residents.slice(0, middle), residents.slice(middle)]) {
      halves.push(await commitRows(ports, rows.only(new Set(half.map(({ id }) => id))), half));
    }
    return {
      written: new Set(halves.flatMap(({ written }) => [...written])),
      dropped: halves.flatMap(({ dropped }) => dropped),
    };
  }
}

/** No epoch of any shard: the fence lets nothing through. */
const NOT_OURS = -1;

function allDropped(residents: readonly Resident[], why: DropReason, error: unknown): Committed {
  return { written: new Set(), dropped: residents.map((resident) => ({ resident, why, error })) };
}
