import { randomUUID } from 'node:crypto';
import { IsothermError } from '../../../../lib/errors.js';
import type { JsonObject } from '../../../../lib/json.js';
import type { Request } from '../../core/goal.js';
import { DELETION_POLICY, type SnapshotRecord, type SnapshotResource } from '../../store/snapshots.js';
import { keptBy } from '../../store/stored-goals.js';
import type { StackRecord } from '../../store/stacks.js';
import { modesOfAsking } from './carry-modes.js';
import type { TemplateView } from './compiled-goal.js';
import { prepareRestore, snapshotOf, type EarlierGoalPorts } from './earlier-goals.js';
import type { EarlierGoalOptions } from './history.js';
import { refuseBusy } from './engine-requests.js';
import type { StackFinder } from './find-stack.js';
import { findKept, restoringOne, type FindKeptPorts } from './restore-resource.js';
import { ResourceNames } from './resource-names.js';
import { refuseGoal, type UpdatePorts } from './put-goal.js';
import { keptEnvironment } from './kept-request.js';
import { shownEnvironment } from './shown-goal.js';
import type { ReadDocument } from './stack-document.js';
import type { Snapshots, SnapshotView } from './snapshots.js';
import { carriedOn, writeRevision } from './write-revision.js';

export interface SnapshotPorts extends UpdatePorts, EarlierGoalPorts, FindKeptPorts {
  readonly deleteSnapshot: (id: string) => Promise<void>;
  readonly readDocument: ReadDocument;
  /** How many a stack may have. */
  readonly snapshotsPerStack: number;
}

/** Snapshots of stacks: a revision asks for one, and what each handler keeps is a row. */
export class EngineSnapshots implements Snapshots {
  private readonly names: ResourceNames;

  constructor(
    private readonly ports: SnapshotPorts,
    private readonly stacks: StackFinder,
  ) {
    this.names = new ResourceNames(ports, stacks);
  }

  async takeSnapshot(tenant: string, stackId: string, name: string): Promise<SnapshotView> {
    const stack = await this.stacks.live(tenant, stackId);
    await this.refuseTooMany(stack);
    const id = randomUUID();
    const next = (newest: StackRecord) => {
      refuseGoal(newest, 'Taking a snapshot of');
      refuseBusy(newest);
      const asked = newest.revision + 1;
      const request: Request = { number: asked, verb: 'snapshot', resource: '', argument: '' };
      return {
        ...carriedOn(newest),
        action: 'SNAPSHOT' as const,
        asked,
        askedFor: `snapshot ${name || id}`,
        modes: modesOfAsking(newest, {}, [request]),
      };
    };
    await writeRevision(this.ports, stack, next, { snapshot: { id, name } });
    return this.view(stack, await this.find(stack, id));
  }

  async listSnapshots(tenant: string, stackId: string): Promise<readonly SnapshotView[]> {
    const stack = await this.stacks.find(tenant, stackId);
    const snapshots = await this.ports.listSnapshots(stack.id);
    const templates: Templates = new Map();
    const views: SnapshotView[] = [];
    for (const snapshot of snapshots) views.push(await this.view(stack, snapshot, templates));
    return views;
  }

  async showSnapshot(tenant: string, stackId: string, snapshotId: string): Promise<SnapshotView> {
    const stack = await this.stacks.find(tenant, stackId);
    return this.view(stack, await this.find(stack, snapshotId));
  }

  async deleteSnapshot(tenant: string, stackId: string, snapshotId: string): Promise<void> {
    const stack = await this.stacks.find(tenant, stackId);
    const snapshot = await this.find(stack, snapshotId);
    if (snapshot.status === 'IN_PROGRESS')
      throw new IsothermError('request.unsupported', 'Deleting in-progress snapshot is not supported.');
    if (isRestoring(stack, snapshot)) refuseBusy(stack);
    await this.ports.deleteSnapshot(snapshot.id);
  }

  async restoreSnapshot(
    tenant: string,
    stackId: string,
    snapshotId: string,
    { plan, hiddenTypes }: EarlierGoalOptions = {},
  ): Promise<void> {
    const stack = await this.stacks.live(tenant, stackId);
    const snapshot = await this.find(stack, snapshotId);
    await writeRevision(this.ports, stack, async (newest) => {
      const goal = await prepareRestore(this.ports, newest, snapshot, hiddenTypes);
      if (plan !== undefined) await this.ports.checkPlan(newest, goal, plan);
      return goal.revision;
    });
  }

  async restoreResource(
    tenant: string,
    stackId: string,
    resource: string,
    snapshotId: string | undefined,
  ): Promise<void> {
    const stack = await this.stacks.live(tenant, stackId);
    await this.names.mustHave(stack, resource);
    const goal = (await this.stacks.resident(stack))?.snapshot.resources.get(resource)?.goal;
    const source = await findKept(this.ports, stack, { name: resource, type: goal?.type }, snapshotId);
    await writeRevision(this.ports, stack, (newest) => restoringOne(newest, resource, source));
  }

  /** Those that deletion policies made do not count: nobody asked for them. */
  private async refuseTooMany(stack: StackRecord): Promise<void> {
    const { snapshotsPerStack: most } = this.ports;
    const taken = (await this.ports.listSnapshots(stack.id)).filter(({ name }) => name !== DELETION_POLICY);
    if (taken.length < most) return;
    throw new IsothermError(
      'snapshot.limit',
      `You have reached the maximum snapshots per stack, ${String(most)}. Please delete some snapshots, or raise limits.snapshots.`,
    );
  }

  private find(stack: StackRecord, id: string): Promise<SnapshotRecord> {
    return snapshotOf(this.ports, stack, id);
  }

  private async view(
    stack: StackRecord,
    snapshot: SnapshotRecord,
    templates: Templates = new Map(),
  ): Promise<SnapshotView> {
    const { id, name, status, statusReason, createdAt } = snapshot;
    const data = status === 'COMPLETE' ? await this.data(stack, snapshot, templates) : {};
    return { id, name, status, statusReason, createdAt, data };
  }

  /** In Heat's form: the stack as it was. What the handlers kept is not shown, since it may hold secrets. */
  private async data(
    stack: StackRecord,
    { revision }: SnapshotRecord,
    templates: Templates,
  ): Promise<JsonObject> {
    const { id, name, tenant } = stack;
    const things = await this.ports.loadSnapshotResources(stack.id, revision);
    const resources = Object.fromEntries(things.map((thing) => [thing.name, thingOf(thing)]));
    const head = { name, id, project_id: tenant, action: 'SNAPSHOT', status: 'COMPLETE', resources };
    const stored = await this.ports.loadRevision(stack.id, revision);
    if (!stored) return head;
    const { parameters } = JSON.parse(this.ports.seal.open(stored.view)) as TemplateView;
    const values = parameters.flatMap(({ name, value }) =>
      value === undefined ? [] : [[name, value] as const],
    );
    let template = templates.get(stored.base);
    if (!template) {
      template = await this.ports.readDocument(this.ports.seal.open(stored.template), 'template');
      templates.set(stored.base, template);
    }
    const environment = shownEnvironment(keptEnvironment(this.ports.seal, stored.request), parameters);
    return { ...head, template, environment: { ...environment, parameters: Object.fromEntries(values) } };
  }
}

/** By the number of the revision that brought it. */
type Templates = Map<number, JsonObject>;

function thingOf({ name, type, physical }: SnapshotResource): JsonObject {
  return { name, type, resource_id: physical, action: 'SNAPSHOT', status: 'COMPLETE' };
}

function isRestoring({ modes, id }: StackRecord, { revision }: SnapshotRecord): boolean {
  return modes.requests.some(({ verb, argument }) => {
    if (verb !== 'restore') return false;
    const from = keptBy(id, argument);
    return from.stack === id && from.revision === revision;
  });
}
