import { evaluate } from '../../lib/hot/evaluate.js';
import type { CompiledTemplate, Expression, GoalResource, Scope } from '../../lib/hot/values.js';
import type { Json } from '../../lib/json.js';
import { eventId } from '../../services/engine/app/use-cases/event-id.js';
import type {
  EventView,
  GoalRequest,
  ResourceAction,
  StackAction,
  StackIdentity,
  StatusWord,
} from '../../services/engine/app/use-cases/use-cases.js';
import type { MemoryModes, MemoryRevision } from './memory-revision.js';
import { isMade, newThing, underGoal, type MemoryThing } from './memory-thing.js';

export interface Put {
  readonly action: StackAction;
  readonly request: GoalRequest;
  readonly compiled: CompiledTemplate;
  readonly asked: string;
  /** The revision whose template it is, if it is an earlier one's. */
  readonly base?: number;
}

/** A stack whose resources are made in dependency order, one step at a time, in memory only. */
export class MemoryStack {
  status: StatusWord = 'IN_PROGRESS';
  reason = '';
  updatedAt: Date | null = null;
  deletedAt: Date | null = null;
  things = new Map<string, MemoryThing>();
  readonly revisions: MemoryRevision[] = [];
  readonly modes: MemoryModes = { paused: false, protected: false, forced: false, skipped: new Set() };
  readonly events: EventView[] = [];
  readonly followers = new Set<() => void>();
  /** Resources whose hook was cleared: there is but `pre-create`. */
  readonly cleared = new Set<string>();
  readonly createdAt: Date;

  constructor(
    readonly identity: StackIdentity,
    readonly username: string | null,
    private readonly now: () => Date,
  ) {
    this.createdAt = now();
  }

  get current(): MemoryRevision {
    return this.revisions.at(-1)!;
  }

  get action(): StackAction {
    return this.current.action;
  }

  get revision(): number {
    return this.current.number;
  }

  get request(): GoalRequest {
    return this.current.request;
  }

  get compiled(): CompiledTemplate {
    return this.current.compiled;
  }

  /** A goal with a template of its own, or none for a delete. */
  put(goal: Put): void {
    this.write(goal);
    if (goal.action !== 'CREATE' && goal.action !== 'ADOPT') this.updatedAt = this.now();
    const before = this.things;
    this.things = new Map();
    const wanted = goal.action === 'DELETE' ? [] : goal.compiled.resources;
    for (const resource of wanted) {
      const old = before.get(resource.name);
      this.things.set(resource.name, old ? underGoal(old, resource) : newThing(resource));
    }
    // What an update wants no more goes at once.
    if (goal.action !== 'DELETE') return;
    for (const [name, thing] of before) this.things.set(name, underGoal(thing, thing.goal));
  }

  /** Something that is asked of the goal there is. */
  ask(action: StackAction, asked: string): void {
    const { request, compiled, base } = this.current;
    this.write({ action, request, compiled, asked, base });
  }

  /** A change of what applies beside the template; the stack's status goes on as it was. */
  setMode(asked: string, change: (modes: MemoryModes) => void): void {
    const { action, request, compiled, base, state } = this.current;
    change(this.modes);
    this.append({ action, request, compiled, asked, base }, state);
  }

  /** The newest revision that was reached is the goal again, or nothing. */
  rollBack(): void {
    const base = this.revisions.findLast(({ state }) => state === 'reached');
    const { request, compiled } = base ?? this.current;
    this.put({
      action: 'ROLLBACK',
      request,
      compiled: base ? compiled : { ...compiled, resources: [], outputs: [] },
      asked: `rollback to ${base?.number ?? 'nothing'}`,
      base: base?.base ?? 0,
    });
  }

  /** Cancelled: it stays as it stands until a new goal comes. */
  halt(): void {
    const { action } = this;
    this.setMode('cancel without rollback', () => undefined);
    this.end('FAILED', `Stack ${action} cancelled`);
  }

  /** Goes one step on. False: there is nothing left to do, or only what takes for ever. */
  step(): boolean {
    if (this.status !== 'IN_PROGRESS' || this.modes.paused) return false;
    if (this.action === 'DELETE') return this.removeOne();
    if (['SUSPEND', 'RESUME', 'CHECK', 'SNAPSHOT'].includes(this.action)) return this.answerAll();
    return this.makeOne();
  }

  end(status: StatusWord, reason: string): void {
    this.status = status;
    this.reason = reason;
    this.current.state = status === 'COMPLETE' ? 'reached' : 'failed';
    this.tell(this.identity.name, 'OS::Heat::Stack', this.identity.id, this.action, status, reason);
    const fails = status === 'FAILED' && (this.action === 'CREATE' || this.action === 'UPDATE');
    if (fails && this.request.disableRollback === false) this.rollBack();
  }

  /** For tests: the thing is found otherwise than it was applied. */
  drift(resource: string, seen: Record<string, Json>): void {
    Object.assign(this.things.get(resource)!.seen, seen);
  }

  private write(goal: Put): void {
    if (this.revisions.length > 0 && this.current.state === 'in progress') this.current.state = 'superseded';
    this.append(goal, 'in progress');
    this.status = 'IN_PROGRESS';
    this.reason = `Stack ${goal.action} started`;
    this.tell(this.identity.name, 'OS::Heat::Stack', this.identity.id, this.action, this.status, this.reason);
  }

  private append(goal: Put, state: MemoryRevision['state']): void {
    const number = this.revisions.length + 1;
    this.revisions.push({ base: number, ...goal, number, createdAt: this.now(), state });
  }

  private makeOne(): boolean {
    for (const thing of this.things.values()) {
      if (thing.status === 'IN_PROGRESS' && thing.properties['waits'] !== true) {
        this.finish(thing);
        return true;
      }
    }
    for (const thing of this.things.values()) {
      if (
        this.isLeft(thing) ||
        this.isHeld(thing) ||
        !thing.goal.requires.every((name) => this.isReady(name))
      )
        continue;
      const properties = this.propertiesOf(thing.goal);
      const text = JSON.stringify(properties);
      if (thing.applied === text && Object.keys(thing.seen).length === 0) continue;
      this.begin(thing, this.nextAction(thing), properties);
      thing.applied = text;
      return true;
    }
    const all = [...this.things.values()].filter(({ goal }) => !this.modes.skipped.has(goal.name));
    const failed = all.find(({ status }) => status === 'FAILED');
    if (all.some((thing) => thing.status === 'IN_PROGRESS' || this.isHeld(thing))) return false;
    if (failed) this.end('FAILED', `Resource ${failed.action} failed: ${failed.reason}`);
    else this.end('COMPLETE', `Stack ${this.action} completed successfully`);
    return true;
  }

  isHeld({ goal, applied }: MemoryThing): boolean {
    return (
      applied === undefined && goal.hooks?.includes('pre-create') === true && !this.cleared.has(goal.name)
    );
  }

  private isLeft({ status, goal }: MemoryThing): boolean {
    return status === 'FAILED' || status === 'IN_PROGRESS' || this.modes.skipped.has(goal.name);
  }

  private nextAction(thing: MemoryThing): ResourceAction {
    if (thing.applied !== undefined) return 'UPDATE';
    const imported = this.request.imports?.[thing.goal.name];
    if (imported === undefined) return 'CREATE';
    thing.physicalId = imported;
    return 'ADOPT';
  }

  private removeOne(): boolean {
    const left = [...this.things.values()].findLast(({ status }) => status !== 'FAILED');
    if (left && left.action !== 'DELETE') this.begin(left, 'DELETE', left.properties);
    else if (left && left.properties['undeletable'] === true && !this.modes.forced) this.finish(left);
    else if (left) {
      left.status = 'COMPLETE';
      this.things.delete(left.goal.name);
      this.tellThing(left);
    } else if (this.things.size === 0) {
      this.deletedAt = this.now();
      this.end('COMPLETE', 'Stack DELETE completed successfully');
    } else this.end('FAILED', 'Resource DELETE failed: it cannot be deleted');
    return true;
  }

  private answerAll(): boolean {
    for (const thing of this.things.values()) {
      if (this.isLeft(thing)) continue;
      Object.assign(thing, { action: this.action, reason: 'state changed', endedAt: this.now() });
      this.tellThing(thing);
    }
    this.end('COMPLETE', `Stack ${this.action} completed successfully`);
    return true;
  }

  private begin(thing: MemoryThing, action: ResourceAction, properties: Record<string, Json>): void {
    Object.assign(thing, { action, properties, status: 'IN_PROGRESS', reason: 'state changed', seen: {} });
    thing.startedAt = this.now();
    thing.endedAt = null;
    thing.physicalId ||= `thing-${thing.goal.name}`;
    thing.createdAt ??= this.now();
    thing.logs.push({ time: this.now(), action, line: `${action} of ${thing.goal.name}` });
    this.tellThing(thing);
  }

  private finish(thing: MemoryThing): void {
    const fails = thing.properties[thing.action === 'DELETE' ? 'undeletable' : 'fails'] === true;
    thing.status = fails ? 'FAILED' : 'COMPLETE';
    thing.reason = fails ? `MemoryError: resources.${thing.goal.name}: it was told to fail` : 'state changed';
    thing.endedAt = this.now();
    if (fails) Object.assign(thing, { failures: thing.failures + 1, failedAt: this.now() });
    this.tellThing(thing);
  }

  private tellThing({ goal, physicalId, action, status, reason }: MemoryThing): void {
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

  isReady(name: string): boolean {
    return this.modes.skipped.has(name) || isMade(this.things.get(name));
  }

  readonly scope: Scope = (name) => {
    const thing = this.things.get(name);
    if (!thing || !this.isReady(name)) return undefined;
    return {
      reference: thing.physicalId,
      referenceIsSecret: false,
      attributes: attributesOf(thing),
      isSecret: () => false,
      isVolatile: () => false,
    };
  };

  value(expression: Expression): Json {
    const resolved = evaluate(expression, this.scope);
    return resolved.known ? resolved.value : null;
  }

  private propertiesOf(goal: GoalResource): Record<string, Json> {
    return Object.fromEntries(
      Object.entries(goal.properties).map(([name, each]) => [name, this.value(each)]),
    );
  }
}

export function attributesOf(thing: MemoryThing): Record<string, Json> {
  return thing.physicalId === '' ? {} : { text: thing.properties['text'] ?? '', logFile: '' };
}
