import type { DataSource } from 'typeorm';
import type { Tracer } from '../../../lib/tracing/tracer.js';
import { loadEvents, loadEventsAfter } from './events.js';
import { loadFailures } from './failures.js';
import { listRevisions } from './list-revisions.js';
import { loadLogLines } from './log-lines.js';
import { insertRevision, loadBlobs, loadGoalText, loadRevision, type NewRevision } from './revisions.js';
import { rollBack } from './roll-back.js';
import { deleteSnapshot, findSnapshot, listSnapshots, loadSnapshotResources } from './snapshots.js';
import { countStacks, listStackDetails, listStacks } from './list-stacks.js';
import { findStack, insertStack, protectStack } from './stacks.js';
import { asked, askedOf } from './unavailable.js';

/**
 * What the use cases need of the store. What is asked of a stack belongs to the trace of the request within which it is asked.
 * @param stacksPerTenant how many a tenant may have
 */
export function useCaseStore(database: DataSource, stacksPerTenant: number, tracer?: Tracer) {
  const on = askedOf(database);
  return {
    insertStack: (stack: Parameters<typeof insertStack>[1], revision: Parameters<typeof insertStack>[2]) =>
      asked(insertStack(database, stack, revision, stacksPerTenant, tracer?.current())),
    findStack: on(findStack),
    listStacks: on(listStacks),
    countStacks: on(countStacks),
    listStackDetails: on(listStackDetails),
    protectStack: on(protectStack),
    insertRevision: (
      stackId: string,
      revision: NewRevision,
      snapshot?: { readonly id: string; readonly name: string },
    ) => asked(insertRevision(database, stackId, revision, snapshot, tracer?.current())),
    rollBack: (id: string, revision: number) =>
      asked(rollBack(database, { id, revision }, undefined, tracer?.current())),
    loadRevision: on(loadRevision),
    listRevisions: on(listRevisions),
    loadGoalText: on(loadGoalText),
    loadBlobs: on(loadBlobs),
    loadFailures: on(loadFailures),
    findSnapshot: on(findSnapshot),
    listSnapshots: on(listSnapshots),
    loadSnapshotResources: on(loadSnapshotResources),
    deleteSnapshot: on(deleteSnapshot),
    loadEvents: on(loadEvents),
    loadEventsAfter: on(loadEventsAfter),
    loadLogLines: on(loadLogLines),
  };
}
