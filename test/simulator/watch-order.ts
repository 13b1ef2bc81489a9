import type { JobRow, Turn } from '../../services/engine/app/store-port.js';
import type { Instance } from '../../services/engine/core/instance.js';
import type { Snapshot } from '../../services/engine/core/snapshot.js';
import type { Simulation } from './simulation.js';

/**
 * Holds every commit to promises 2 and 3: what is created or updated stands on what has converged, nothing is deleted under what
 * stands on it, and an instance has one job at a time.
 */
export function watchOrder(sim: Simulation): void {
  const { database, world } = sim;
  const fences = new Map<string, number>();
  database.onCommit = (turn) => {
    for (const job of turn.jobs) {
      const key = `${job.stack}-${String(job.ordinal)}`;
      if ((fences.get(key) ?? 0) >= job.fence)
        world.violations.push(`${key} has a job with fence ${String(job.fence)} again`);
      fences.set(key, job.fence);
      const snapshot = sim.engine?.loop.resident(job.stack)?.snapshot;
      const instance = snapshot?.instances.get(job.ordinal);
      if (!snapshot || !instance) continue;
      if (job.action === 'delete') world.violations.push(...standingOn(snapshot, instance));
      else if (BUILDS.has(job.action)) world.violations.push(...unready(instance, job, turn));
    }
  };
}

const BUILDS: ReadonlySet<string> = new Set(['create', 'update']);

/** Requirements that have not converged. What begins to change in the same commit had. */
function unready({ resource }: Instance, job: JobRow, turn: Turn): string[] {
  const changing = new Set(
    turn.jobs.filter(({ stack }) => stack === job.stack).map(({ ordinal }) => ordinal),
  );
  return resource.needs.flatMap((need) => {
    if (need.verdict === 'skipped' || need.instances.some((one) => changing.has(one.ordinal) || isReady(one)))
      return [];
    return [`${job.action} of ${resource.name} began, and ${need.name} has not converged (${need.verdict})`];
  });
}

/** One look that sees otherwise proves nothing yet. */
function isReady(instance: Instance): boolean {
  const { digest, deleting, observed, suspended, external, resource } = instance;
  if (deleting || (digest === '' && !external)) return false;
  if (suspended || observed?.status === 'ready') return true;
  return resource.settled === instance && observed !== null && observed.looks < 2;
}

/** Those that stand on it and will not move over in place once its successor is there (R1, R11). */
function standingOn(snapshot: Snapshot, instance: Instance): string[] {
  const faults: string[] = [];
  for (const other of snapshot.instances.values()) {
    if (!other.requires.includes(instance) || movesOver(snapshot, instance, other)) continue;
    faults.push(
      `delete of ${instance.resource.name} began under ${other.resource.name} ${String(other.ordinal)}`,
    );
  }
  return faults;
}

/** It, or something that it stands on, has to go before its next one is made: others move over then. */
function movesOver(snapshot: Snapshot, { resource: { goal } }: Instance, other: Instance): boolean {
  const goesFirst = goal !== null && (goal.deleteFirst ?? goal.type === 'Test::Address');
  const isVacant = goesFirst || (snapshot.tally.get('vacant') ?? 0) > 0;
  return isVacant && other.type === other.resource.goal?.type && !other.deleting;
}
