import type { PropertySchema, ResourceTypeSchema } from '../../lib/handler/contract.js';
import type { Json, JsonObject } from '../../lib/json.js';
import { PROTOCOL_VERSION } from '../../lib/protocol/observation.js';
import type { EngineToObserver, ObserverToEngine, WatchMessage } from '../../lib/protocol/observer.js';
import type { EngineToWorker, JobMessage, OfferedType, ReportMessage } from '../../lib/protocol/worker.js';
import type { Engine } from '../../services/engine/engine.js';

/** A thing that exists. */
export interface Thing {
  properties: Record<string, Json>;
  content: string;
}

/** What exists, whichever engine knows of it. */
export class ScriptedWorld {
  readonly things = new Map<string, Thing>();
  /** What was made with which idempotency key. */
  readonly keys = new Map<string, string>();
  made = 0;
}

const NODE = 'n1';

interface Failing {
  readonly cause: string;
  times: number;
  readonly outcome: 'transient' | 'permanent';
}

function property(updatable: boolean, type: string, secret = false): PropertySchema {
  return { required: false, updatable, secret, schema: { type } };
}

/** `kind` replaces, the others change in place; `hashed` is read back as another text. */
export const THING: ResourceTypeSchema = {
  type: 'Test::Thing',
  provider: 'things',
  description: '',
  properties: {
    kind: property(false, 'string'),
    size: property(true, 'number'),
    peer: property(true, 'string'),
    token: property(true, 'string', true),
    hashed: property(true, 'string'),
  },
  attributes: { address: { volatile: false, secret: false, schema: { type: 'string' } } },
  broken: 'replace',
  observed: 'by observer',
  updatable: true,
  actions: ['suspend', 'resume', 'check', 'snapshot', 'restore', 'adopt'],
};

/** Its value lives in the engine alone. */
const WORD: ResourceTypeSchema = {
  type: 'Test::Word',
  description: '',
  properties: {},
  attributes: { value: { volatile: false, secret: true, schema: { type: 'string' } } },
  broken: 'replace',
  observed: 'by report',
  updatable: false,
  actions: ['adopt'],
};

/** A worker and an observer of two types, on links within this process: things are in memory, and what happens is scripted. */
export class ScriptedPeers {
  readonly things: Map<string, Thing>;
  /** Each job that ended, such as `create a`. */
  readonly done: string[] = [];
  private readonly failing = new Map<string, Failing>();
  /** Jobs that do not end before `release`, by `create a`. */
  readonly hanging = new Set<string>();
  private readonly held: JobMessage[] = [];
  private readonly watches = new Map<string, WatchMessage>();
  private sequence = 0;

  constructor(
    private readonly engine: Engine,
    private readonly world = new ScriptedWorld(),
  ) {
    this.things = world.things;
    this.arrive();
  }

  /** Also after they left. */
  arrive(): void {
    // A stream that has ended stays so.
    this.workerLink = { ...this.workerLink };
    this.observerLink = { ...this.observerLink };
    const types: OfferedType[] = [THING, WORD].map((schema) => {
      const schemaText = JSON.stringify(schema);
      return { schema, schemaHash: `h${schema.type}`, schemaText };
    });
    const hello = { node: NODE, protocol: PROTOCOL_VERSION, version: '0', types };
    this.tellWorker({
      kind: 'hello',
      hello: { ...hello, workerId: 'w', credits: 100, held: [], constraints: [] },
    });
    this.tellObserver({ kind: 'hello', hello: { ...hello, observerId: 'o' } });
  }

  /** The only thing of that kind. */
  idOf(kind: string): string {
    for (const [id, { properties }] of this.things) if (properties['kind'] === kind) return id;
    throw new Error(`there is no thing of kind ${kind}`);
  }

  /** The next jobs such as `create a` fail, for good if nothing else is said. */
  fails(key: string, cause: string, times = Infinity, outcome: Failing['outcome'] = 'permanent'): void {
    this.failing.set(key, { cause, times, outcome });
  }

  /** From now on all goes well. */
  mend(): void {
    this.failing.clear();
  }

  release(key: string): void {
    this.hanging.delete(key);
    for (const job of this.held.splice(0)) this.run(job);
  }

  /** Somebody changes a thing behind the engine's back, and the observer sees it. */
  drift(id: string, properties: JsonObject): void {
    Object.assign(this.must(id).properties, properties);
    this.look(id);
  }

  look(id: string): void {
    for (const watch of this.watches.values()) if (watch.physicalId === id) this.observe(watch);
  }

  leave(): void {
    this.engine.workers.closed(this.workerLink);
    this.engine.observers.closed(this.observerLink);
  }

  private workerLink = {
    send: (message: EngineToWorker) => {
      if (message.kind === 'jobs') for (const job of message.jobs) setImmediate(() => { this.run(job); });
    }, // prettier-ignore
    close: () => undefined,
  };

  private observerLink = {
    send: (message: EngineToObserver) => {
      if (message.kind === 'unwatch') for (const id of message.instanceIds) this.watches.delete(id);
      if (message.kind !== 'watches') return;
      for (const watch of message.watches) {
        this.watches.set(watch.instanceId, watch);
        setImmediate(() => {
          this.observe(watch);
        });
      }
    },
    close: () => undefined,
  };

  private tellWorker(message: Parameters<Engine['workers']['received']>[1]): void {
    this.engine.workers.received(this.workerLink, message);
  }

  private tellObserver(message: ObserverToEngine): void {
    this.engine.observers.received(this.observerLink, message);
  }

  private observe({ instanceId, stackId, physicalId, epoch }: WatchMessage): void {
    this.sequence += 1;
    const thing = {
      instanceId,
      stackId,
      epoch,
      sequence: this.sequence,
      begunMs: 0,
      notice: 0,
      observation: this.seen(physicalId),
    };
    this.tellObserver({ kind: 'observed', number: this.sequence, things: [thing] });
  }

  private seen(id: string): NonNullable<ReportMessage['observation']> {
    const thing = this.things.get(id);
    if (!thing) return { status: 'absent', properties: '', attributes: '', reason: '' };
    const { hashed, ...plain } = thing.properties;
    const properties =
      hashed === undefined ? plain : { ...plain, hashed: `#${JSON.stringify(hashed).length}` };
    const attributes = { address: `at ${id}` };
    return {
      status: 'ready',
      properties: JSON.stringify(properties),
      attributes: JSON.stringify(attributes),
      reason: '',
    };
  }

  private run(job: JobMessage): void {
    const key = `${job.action} ${job.resource}`;
    if (this.hanging.has(key)) {
      this.held.push(job);
      return;
    }
    const failure = this.failureOf(key);
    const line = `${key}: ${failure?.cause ?? 'done'}`;
    const about = { ref: job.ref, stackId: job.stackId, instanceId: job.instanceId };
    this.tellWorker({ kind: 'logLines', lines: [{ ...about, line, atMs: Date.now() }] });
    const nothing = {
      physicalId: '',
      observation: null,
      data: '',
      made: false,
      watchPeriodMs: 0,
      pendingTimeoutMs: 0,
      againMs: 0,
    };
    const report: ReportMessage =
      failure === undefined
        ? { ...about, ...nothing, error: '', outcome: 'succeeded', ...this.act(job) }
        : { ...about, ...nothing, error: failure.cause, outcome: failure.outcome };
    if (failure === undefined) this.done.push(key);
    this.tellWorker({ kind: 'reports', reports: [report] });
  }

  private failureOf(key: string): Failing | undefined {
    const failing = this.failing.get(key);
    if (!failing || failing.times === 0) return undefined;
    failing.times -= 1;
    return failing;
  }

  private act(job: JobMessage): Partial<ReportMessage> {
    const goal = JSON.parse(job.goal) as Record<string, Json>;
    const id = job.physicalId;
    if (job.type === WORD.type) return this.say(job);
    switch (job.action) {
      case 'create': {
        const there = this.world.keys.get(job.idempotencyKey);
        if (there !== undefined && this.things.has(there))
          return { physicalId: there, observation: this.seen(there) };
        this.world.made += 1;
        const physicalId = `thing-${String(this.world.made)}`;
        this.world.keys.set(job.idempotencyKey, physicalId);
        this.things.set(physicalId, { properties: goal, content: `content of ${physicalId}` });
        return { physicalId, observation: this.seen(physicalId) };
      }
      case 'delete':
        this.things.delete(id);
        return {};
      case 'snapshot':
        return { data: JSON.stringify({ content: this.must(id).content }) };
      case 'restore':
        this.must(id).content = (JSON.parse(job.argument) as { content: string }).content;
        break;
      case 'update':
        this.must(id).properties = goal;
        break;
      default:
    }
    return { observation: this.seen(id) };
  }

  private say({ action, physicalId, checkpoint }: JobMessage): Partial<ReportMessage> {
    if (action === 'delete') return {};
    this.world.made += 1;
    const attributes =
      action === 'adopt' ? checkpoint : JSON.stringify({ value: `word ${String(this.world.made)}` });
    return {
      physicalId: physicalId || `word-${String(this.world.made)}`,
      observation: { status: 'ready', properties: '', attributes, reason: '' },
    };
  }

  private must(id: string): Thing {
    const thing = this.things.get(id);
    if (!thing) throw new Error(`there is no thing ${id}`);
    return thing;
  }
}
