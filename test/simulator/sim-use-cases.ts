import { EMPTY_ENVIRONMENT } from '../../lib/hot/environment/environment.js';
import { EngineUseCases, type UseCasePorts } from '../../services/engine/app/use-cases/engine-use-cases.js';
import { EventFeed } from '../../services/engine/app/use-cases/event-feed.js';
import type { ConvergenceLoop } from '../../services/engine/app/loop.js';
import type { TypeRegistry } from '../../services/engine/app/type-registry.js';
import { type useCaseStore } from '../../services/engine/store/use-case-store.js';
import { memorySoftware } from '../support/memory-software.js';
import { goalText } from './goal-text.js';
import {
  baseOf,
  goalOf,
  seal,
  snapshotRecords,
  stackRecord,
  type SimRevision,
  type SimStack,
} from './sim-stack.js';
import { idOf, type SimDatabase } from './sim-store.js';
import { shardOf } from './sim-shards.js';
import type { WantedStack } from './wanted.js';

interface Parts {
  readonly database: SimDatabase;
  readonly loop: ConvergenceLoop;
  readonly types: TypeRegistry;
  readonly wake: () => void;
  readonly readElsewhere: UseCasePorts['readElsewhere'];
}

/** The real use cases on the simulated database: each of their queries takes its time, in which others write. */
export function simUseCases({ database, loop, types, wake, readElsewhere }: Parts): EngineUseCases {
  const ports: UseCasePorts = {
    ...storePorts(database),
    loop,
    readElsewhere,
    types,
    seal,
    wake,
    feed: new EventFeed(),
    drift: 'repair',
    snapshotsPerStack: 100,
    shardOf,
    offers: () => true,
    limited: () => '',
    plans: { planCreate: notAsked, planUpdate: notAsked, planApply: notAsked, planRestore: notAsked },
    checkPlan: notAsked,
    nodes: { listNodes: notAsked, showNode: notAsked, forgetNode: notAsked },
    services: { listServices: notAsked, drainWorker: notAsked, undrainWorker: notAsked },
    software: memorySoftware(),
    breathe: notAsked,
    flushLogs: () => Promise.resolve(),
    compile: ({ template }) =>
      Promise.resolve({
        goalText: goalText(template as WantedStack),
        view: { description: '', outputs: [], parameters: [] },
        environment: EMPTY_ENVIRONMENT,
      }),
    editTemplate: notAsked,
    readDocument: (text) => Promise.resolve(JSON.parse(text) as Record<string, never>),
  };
  return new EngineUseCases(ports);
}

type StorePorts = ReturnType<typeof useCaseStore>;

function storePorts(database: SimDatabase): StorePorts {
  const of = (id: string) => database.stacks.get(id);
  const query = async <T>(read: () => T): Promise<T> => {
    await database.wait();
    return read();
  };
  return {
    insertStack: ({ name }, revision) =>
      query(() => ({ id: database.insertStack(name, revision).id, name, made: true })),
    insertRevision: (id, revision, snapshot) => query(() => database.insertRevision(id, revision, snapshot)),
    rollBack: (id, revision) => query(() => database.rollBack(id, revision)),
    protectStack: (id, on) =>
      query(() => {
        const stack = of(id);
        if (stack) stack.isProtected = on;
      }),
    findStack: (_tenant, nameOrId) =>
      query(() => {
        const stack = of(nameOrId) ?? of(idOf(nameOrId));
        return stack && stackRecord(stack);
      }),
    loadRevision: (id, number) => query(() => revisionRecord(of(id), number)),
    listRevisions: (id) =>
      query(() => {
        const stack = of(id);
        return stack ? stack.revisions.toReversed().map((revision) => listed(stack, revision)) : [];
      }),
    loadGoalText: (id, number) =>
      query(() => {
        const stack = of(id);
        const revision = stack?.revisions[number - 1];
        return stack && revision && goalOf(stack, revision).text;
      }),
    loadBlobs: () => query(() => new Map()),
    loadFailures: (id, revisions) =>
      query(() => {
        const rows = of(id)?.failures.filter(({ revision }) => revisions.includes(revision)) ?? [];
        return rows.map((row) => ({ ...row, output: [] }));
      }),
    findSnapshot: notAsked,
    listSnapshots: (id) => query(() => snapshotRecords(of(id) as SimStack)),
    loadSnapshotResources: (id, revision) =>
      query(() => of(id)?.kept.filter((row) => row.revision === revision) ?? []),
    deleteSnapshot: notAsked,
    listStacks: notAsked,
    countStacks: notAsked,
    listStackDetails: notAsked,
    loadEvents: notAsked,
    loadEventsAfter: notAsked,
    loadLogLines: notAsked,
  };
}

function revisionRecord(stack: SimStack | undefined, number?: number) {
  const hasTemplate = (one: SimRevision) => stack !== undefined && goalOf(stack, one).template !== null;
  const revision = stack?.revisions.findLast(
    (one) => hasTemplate(one) && (number === undefined || one.number === number),
  );
  if (!stack || !revision) return undefined;
  const goal = goalOf(stack, revision);
  return {
    number: revision.number,
    base: baseOf(stack, revision),
    action: revision.action,
    template: goal.blobs[0]?.content ?? '',
    request: goal.request,
    view: goal.view,
  };
}

function listed(stack: SimStack, revision: SimRevision) {
  const { number, action, askedFor, since, asked, createdMs } = revision;
  return {
    number, action, askedFor, since, asked, createdAt: new Date(createdMs), base: baseOf(stack, revision), ended: null,
    resources: goalOf(stack, revision).resources, goal: null,
  }; // prettier-ignore
}

/** No story asks for it. */
function notAsked(): Promise<never> {
  return Promise.reject(new Error('the simulated database does not answer that'));
}
