import type { DataSource } from 'typeorm';
import type { Seal } from '../../app/instance-rows.js';
import type { PurgeStore } from '../../app/purger.js';
import { knowBlobs, purgeBlobs } from './purge-blobs.js';
import { purgeDeletedStacks, purgeSinks, purgeSnapshots } from './purge-deleted.js';
import {
  purgeEvents,
  purgeFailures,
  purgeLogLines,
  purgeOldLogLines,
  purgeRevisions,
  stacksAfter,
} from './purge-histories.js';

/** Any number: of all engines one purges at a time. */
const PURGE_LOCK = 7_195_001;

/** The purge on PostgreSQL: each call is a short statement of its own, which locks nothing but what it takes away. */
export function purgeStore(database: DataSource, seal: Seal): PurgeStore {
  return {
    alone: (work) => alone(database, work),
    stacksAfter: (after, most) => stacksAfter(database, after, most),
    events: (stacks, kept, ownSinceMs) => purgeEvents(database, stacks, kept, ownSinceMs),
    oldLogLines: (after, sinceMs) => purgeOldLogLines(database, after, sinceMs),
    logLines: (stacks, most) => purgeLogLines(database, stacks, most),
    failures: (stacks, kept) => purgeFailures(database, stacks, kept),
    revisions: (stacks, kept) => purgeRevisions(database, stacks, kept),
    snapshots: (deletedBeforeMs) => purgeSnapshots(database, deletedBeforeMs),
    deletedStacks: (deletedBeforeMs, ownSinceMs) => purgeDeletedStacks(database, deletedBeforeMs, ownSinceMs),
    sinks: (heardBeforeMs) => purgeSinks(database, heardBeforeMs),
    knowBlobs: () => knowBlobs(database, seal),
    blobs: (after, usedBeforeMs) => purgeBlobs(database, after, usedBeforeMs),
  };
}

/** Does nothing while another engine is at it. The lock is the session's: it goes with an engine that dies. */
async function alone(database: DataSource, work: () => Promise<void>): Promise<boolean> {
  const runner = database.createQueryRunner();
  try {
    const [{ mine }] = (await runner.query(`SELECT pg_try_advisory_lock($1) AS mine`, [PURGE_LOCK])) as [
      { mine: boolean },
    ];
    if (!mine) return false;
    try {
      await work();
    } finally {
      await runner.query(`SELECT pg_advisory_unlock($1)`, [PURGE_LOCK]);
    }
    return true;
  } finally {
    await runner.release();
  }
}
