import { groupBy } from '../../../lib/group-by.js';
import type { ResourceEvent } from '../core/changes.js';
import { checkpointed } from '../core/facts/checkpointed.js';
import { declaredGone } from '../core/facts/declared-gone.js';
import { due } from '../core/facts/due.js';
import { expired } from '../core/facts/expired.js';
import { newGoal } from '../core/facts/goal.js';
import { lost } from '../core/facts/lost.js';
import { overdue } from '../core/facts/overdue.js';
import { observed } from '../core/facts/observed.js';
import { reported } from '../core/facts/reported.js';
import { silent } from '../core/facts/silent.js';
import type { Fact } from './facts.js';
import { leftOverReport } from './gone-things.js';
import { seenWithoutSecrets, withoutSecrets } from './hide-secrets.js';
import type { JobSpans } from './job-spans.js';
import type { Resident } from './resident.js';

/** Brings a fact into the snapshot, by the one function of the core for its kind. The loop gives a held stack only a new goal. */
export function applyFact(resident: Resident, fact: Fact, jobSpans?: JobSpans): void {
  const { snapshot, changes } = resident;
  jobSpans?.takes(resident, fact);
  switch (fact.kind) {
    case 'goal':
      if (fact.goal.revision <= snapshot.goal.revision) return;
      newGoal(snapshot, changes, fact.goal);
      resident.deadlineMs = fact.deadlineMs;
      resident.traceParent = fact.traceParent;
      resident.refused = '';
      return;
    case 'reported':
      reported(snapshot, changes, withoutSecrets(resident, fact.report));
      return;
    case 'checkpointed':
      if (checkpointed(snapshot, changes, fact.checkpoint) === 'stale') fact.refused();
      return;
    case 'observed':
      if (observed(snapshot, changes, seenWithoutSecrets(resident, fact.fact)) === 'stale') fact.stale();
      return;
    case 'gone':
      for (const [node, things] of groupBy(fact.things, (thing) => thing.node)) {
        const ordinals = things.map(({ ordinal }) => ordinal);
        declaredGone(snapshot, changes, node, ordinals);
      }
      return;
    case 'silent':
      silent(snapshot, changes, fact.nodes);
      return;
    case 'back':
      for (const thing of fact.things) reported(snapshot, changes, leftOverReport(thing));
      return;
    case 'due':
      due(snapshot, changes, fact.ordinal, fact.dueMs);
      return;
    case 'overdue':
      overdue(snapshot, changes, fact.ordinal, fact.fence);
      return;
    case 'expired':
      expired(snapshot, changes, fact.asked);
      return;
    case 'lost':
      lost(snapshot, changes, fact.ordinal, fact.fence);
      return;
    case 'stalled':
      snapshot.stalled = true;
      changes.events.push(stallEvent(resident, fact.reasons));
  }
}

function stallEvent({ id, name, snapshot }: Resident, reasons: readonly string[]): ResourceEvent {
  const waits = reasons.length > 0 ? reasons.join('; ') : 'nothing that is known';
  return {
    resource: name,
    type: 'OS::Heat::Stack',
    ordinal: 0,
    physicalId: id,
    action: snapshot.goal.action,
    status: 'IN_PROGRESS',
    reason: `No progress; it waits for: ${waits}`,
  };
}
