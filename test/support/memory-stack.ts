import { evaluate } from '../../lib/hot/evaluate.js';
import type { CompiledTemplate, Expression, GoalResource, Scope } from '../../lib/hot/values.js';
import type { Json } from '../../lib/json.js';
import { eventId } from '../../services/engine/app/use-cases/event-id.js';
import type {
  EventView,
  GoalRequest,
  LogView,
  OutputView,
  ResourceAction,
  ResourceView,
  StackAction,
  StackIdentity,
  StackView,
  StatusWord,
  WhyView,
} from '../../services/engine/app/use-cases/use-cases.js';

interface Thing {
  readonly goal: GoalResource;
  /** Text of the properties that were last applied; undefined: it is not made yet. */
  applied?: string;
  action: ResourceAction;
  status: StatusWord;
  reason: string;
  physicalId: string;
  properties: Record<string, Json>;
  createdAt: Date | null;
  startedAt: Date | null;
  endedAt: Date | null;
  readonly logs: LogView[];
}

/** A stack whose resources are made in dependency order, one step at a time, in memory only. */
export class MemoryStack {
  action: StackAction = 'CREATE';
  status: StatusWord = 'IN_PROGRESS';
  reason = '';
  revision = 0;
  updatedAt: Date | null = null;
  deletedAt: Date | null = null;
  readonly events: EventView[] = [];
  readonly followers = new Set<() => void>();
  private things = new Map<string, Thing>();
  private readonly createdAt: Date;
  private compiled!: CompiledTemplate;
  request!: GoalRequest;

  constructor(
    readonly identity: StackIdentity,
    private readonly now: () => Date,
  ) {
    this.createdAt = now();
  }

  put(action: StackAction, request: GoalRequest, compiled: CompiledTemplate): void {
    this.request = request;
    this.compiled = compiled;
    this.revision += 1;
    this.action = action;
    this.status = 'IN_PROGRESS';
    this.reason = `Stack ${action} started`;
    if (action === 'UPDATE') this.updatedAt = this.now();
    const before = this.things;
    this.things = new Map();
    for (const goal of action === 'DELETE' ? [] : compiled.resources) {
      const old = before.get(goal.name);
      this.things.set(goal.name, old ? { ...old, goal } : blank(goal));
    }
    // What no goal wants any more goes at once.
    for (const [name, thing] of before) {
      if (!this.things.has(name) && action === 'DELETE') this.things.set(name, thing);
    }
    this.tell(this.identity.name, 'OS::Heat::Stack', this.identity.id, action, 'IN_PROGRESS', this.reason);
  }

  /** Goes one step on. False: there is nothing left to do, or only what takes for ever. */
  step(): boolean {
    if (this.status !== 'IN_PROGRESS') return false;
    return this.action === 'DELETE' ? this.removeOne() : this.makeOne();
  }

  view(): StackView {
    const { parameters, description } = this.compiled;
    return {
      ...this.identity,
      description,
      action: this.action,
      status: this.status,
      statusReason: this.reason,
      convergence:
        this.status === 'COMPLETE' ? 'converged' : this.status === 'FAILED' ? 'failed' : 'converging',
      revision: this.revision,
      createdAt: this.createdAt,
      updatedAt: this.updatedAt,
      deletedAt: this.deletedAt,
      tags: this.request.tags ?? [],
      parameters,
      outputs: this.outputs(),
      disableRollback: this.request.disableRollback ?? true,
      timeoutMins: this.request.timeoutMins ?? null,
    };
  }

  outputs(): OutputView[] {
    return this.compiled.outputs.map(({ name, description, value }) => {
      const resolved = evaluate(value, this.scope);
      if (resolved.known) return { name, description, value: resolved.value };
      return { name, description, value: null, error: `not known before ${resolved.waitsFor.join(', ')}` };
    });
  }

  resources(): ResourceView[] {
    return Array.from(this.things.values(), (thing) => ({
      name: thing.goal.name,
      type: thing.goal.type,
      physicalId: thing.physicalId,
      action: thing.action,
      status: thing.status,
      statusReason: thing.reason,
      requires: thing.goal.requires,
      requiredBy: [...this.things.values()]
        .filter(({ goal }) => goal.requires.includes(thing.goal.name))
        .map(({ goal }) => goal.name),
      createdAt: thing.createdAt,
      updatedAt: thing.endedAt,
      description: thing.goal.description,
      attributes: this.attributesOf(thing),
      metadata: this.value(thing.goal.metadata),
      startedAt: thing.startedAt,
      endedAt: thing.endedAt,
    }));
  }

  logs(resource: string): readonly LogView[] {
    return this.things.get(resource)?.logs ?? [];
  }

  why(): WhyView[] {
    const views: WhyView[] = [];
    for (const { goal, status, action, reason } of this.things.values()) {
      const on = goal.requires.filter((name) => !this.isReady(name));
      const base = { resource: goal.name, type: goal.type };
      if (status === 'FAILED') views.push({ ...base, state: 'failed', reason, on: [] });
      else if (action === 'INIT')
        views.push({ ...base, state: 'wait', reason: `waits for ${on.join(', ')}`, on });
      else if (status === 'IN_PROGRESS')
        views.push({ ...base, state: 'wait', reason: 'its thing is being made', on: [] });
    }
    return views;
  }

  private makeOne(): boolean {
    for (const thing of this.things.values()) {
      if (thing.status === 'IN_PROGRESS' && thing.properties['waits'] !== true) {
        this.finish(thing);
        return true;
      }
    }
    for (const thing of this.things.values()) {
      if (thing.status === 'FAILED' || thing.status === 'IN_PROGRESS') continue;
      if (!thing.goal.requires.every((name) => this.isReady(name))) continue;
      const properties = this.propertiesOf(thing.goal);
      const text = JSON.stringify(properties);
      if (thing.applied === text) continue;
      this.begin(thing, thing.applied === undefined ? 'CREATE' : 'UPDATE', properties);
      thing.applied = text;
      return true;
    }
    const all = [...this.things.values()];
    const failed = all.find(({ status }) => status === 'FAILED');
    if (all.some(({ status }) => status === 'IN_PROGRESS')) return false;
    if (failed) this.end('FAILED', `Resource ${failed.action} failed: ${failed.reason}`);
    else this.end('COMPLETE', `Stack ${this.action} completed successfully`);
    return true;
  }

  private removeOne(): boolean {
    const [name, thing] = [...this.things].at(-1) ?? [];
    if (name === undefined || !thing) {
      this.deletedAt = this.now();
      this.end('COMPLETE', 'Stack DELETE completed successfully');
    } else if (thing.action === 'DELETE') {
      thing.status = 'COMPLETE';
      this.things.delete(name);
      this.tellThing(thing);
    } else this.begin(thing, 'DELETE', thing.properties);
    return true;
  }

  private begin(thing: Thing, action: ResourceAction, properties: Record<string, Json>): void {
    Object.assign(thing, { action, properties, status: 'IN_PROGRESS', reason: 'state changed' });
    thing.startedAt = this.now();
    thing.endedAt = null;
    thing.physicalId ||= `thing-${thing.goal.name}`;
    thing.createdAt ??= this.now();
    thing.logs.push({ time: this.now(), action, line: `${action} of ${thing.goal.name}` });
    this.tellThing(thing);
  }

  private finish(thing: Thing): void {
    const fails = thing.properties['fails'] === true;
    thing.status = fails ? 'FAILED' : 'COMPLETE';
    thing.reason = fails ? `MemoryError: resources.${thing.goal.name}: it was told to fail` : 'state changed';
    thing.endedAt = this.now();
    this.tellThing(thing);
  }

  private end(status: StatusWord, reason: string): void {
    this.status = status;
    this.reason = reason;
    this.tell(this.identity.name, 'OS::Heat::Stack', this.identity.id, this.action, status, reason);
  }

  private tellThing({ goal, physicalId, action, status, reason }: Thing): void {
    this.tell(goal.name, goal.type, physicalId, action, status, reason);
  }

  private tell(
    resource: string,
    type: string,
    physicalId: string,
    action: EventView['action'],
    status: StatusWord,
    statusReason: string,
  ): void {
    const sequence = this.events.length + 1;
    const id = eventId(this.identity.id, sequence);
    this.events.push({
      id, sequence, time: this.now(), resource, type, physicalId, action, status, statusReason,
    }); // prettier-ignore
    for (const wake of this.followers) wake();
  }

  private isReady(name: string): boolean {
    const thing = this.things.get(name);
    return thing?.status === 'COMPLETE' && thing.action !== 'INIT';
  }

  private readonly scope: Scope = (name) => {
    const thing = this.things.get(name);
    if (!thing || !this.isReady(name)) return undefined;
    const attributes = this.attributesOf(thing);
    return {
      reference: thing.physicalId,
      referenceIsSecret: false,
      attributes,
      isSecret: () => false,
      isVolatile: () => false,
    };
  };

  private attributesOf(thing: Thing): Record<string, Json> {
    return thing.physicalId === '' ? {} : { text: thing.properties['text'] ?? '', logFile: '' };
  }

  private propertiesOf(goal: GoalResource): Record<string, Json> {
    return Object.fromEntries(
      Object.entries(goal.properties).map(([name, each]) => [name, this.value(each)]),
    );
  }

  private value(expression: Expression): Json {
    const resolved = evaluate(expression, this.scope);
    return resolved.known ? resolved.value : null;
  }
}

function blank(goal: GoalResource): Thing {
  return {
    goal,
    action: 'INIT',
    status: 'COMPLETE',
    reason: '',
    physicalId: '',
    properties: {},
    createdAt: null,
    startedAt: null,
    endedAt: null,
    logs: [],
  };
}
