import type { z } from 'zod';
import type { Json, JsonObject } from '../json.js';
import type { Notifications } from './notifications.js';
import type { NotificationSource, SourceContext } from './notification-source.js';
import type { Records } from './records.js';

/**
 * What a handler promises. One object for one resource type. Every action may be called again after a crash
 * with the same arguments and must then find what it had begun: handlers are idempotent and quick.
 * A handler that has to wait returns, and lets `observe` answer `pending`; or it throws `Again`, and is run again.
 */
export interface Handler<Goal = JsonObject, Attributes = JsonObject> {
  /** Such as `Local::File`: words of letters and digits, joined by `::`. */
  readonly type: string;
  /** One or two sentences for `resource type show`. */
  readonly description: string;
  /** A zod object, without transforms; its JSON Schema goes to the engine. */
  readonly properties: z.ZodObject;
  readonly attributes: z.ZodObject;

  /**
   * Looks and changes nothing. `id` is what `create` returned, or what a user wrote who refers to a thing or has it taken
   * over: anything at all. Of a thing that is only referred to, the goal may lack what the schema requires.
   */
  observe?(id: string, goal: Goal, call: Call): Promise<Observation<Attributes>>;
  /** Looks at many things of the type in one go; the answer has the order of `things`. */
  observeMany?(things: readonly Thing<Goal>[], call: Call): Promise<readonly Observation<Attributes>[]>;
  /**
   * Starts the thing, or finds what an earlier call with the same `call.idempotencyKey` started.
   * A create that throws `Permanent` has left nothing behind that no checkpoint names.
   */
  create(goal: Goal, call: Call): Promise<Created<Attributes>>;
  /** Changes the thing in place; repeatable. Absent: every change replaces. */
  update?(id: string, goal: Goal, changes: Changes, call: Call): Promise<Done<Attributes>>;
  /** Succeeds when nothing is left, also when there was nothing. `goal` is what was last applied. */
  delete(id: string, goal: Goal, call: Call): Promise<void>;
  /** Finds the physical id of what a crashed `create` with this key left behind; undefined when there is nothing. */
  find?(idempotencyKey: string, goal: Goal, call: Call): Promise<string | undefined>;

  /** Stops the thing without losing it, such as a process that is paused. Absent: it goes on, and is not looked at meanwhile. */
  suspend?(id: string, goal: Goal, call: Call): Promise<Done<Attributes>>;
  /** Takes back what `suspend` did. */
  resume?(id: string, goal: Goal, call: Call): Promise<Done<Attributes>>;
  /** Looks closer than `observe` does, when a user asks for it; changes nothing. Absent: `observe` is asked. */
  check?(id: string, goal: Goal, call: Call): Promise<Observation<Attributes>>;
  /** Keeps the thing's content. What it returns is stored (encrypted), and handed to `restore`. */
  snapshot?(id: string, goal: Goal, call: Call): Promise<Json>;
  /** Brings back what `snapshot` kept. The properties are already those of then. */
  restore?(id: string, goal: Goal, data: Json, call: Call): Promise<Done<Attributes>>;
  /**
   * Takes over a thing that somebody else made. Changes nothing that an `update` would; throws `Permanent` when it cannot be taken
   * over. Absent: what `observe` finds there is taken over. The properties of the observation that are not as the goal's are
   * changed next, so one that is read back in another form (a hash) is left out when it is right.
   */
  adopt?(id: string, goal: Goal, call: Call): Promise<Observation<Attributes>>;

  /**
   * Two of it cannot exist beside each other (they would need the same port, address or name): a replacement begins with
   * deleting the old one.
   */
  readonly deleteFirst?: true;
  /** What the engine makes of `broken`: build a new one (default), or wait until it is well again. */
  readonly broken?: 'replace' | 'wait';
  /**
   * `by report`: the value lives in the engine, nothing outside can change it, and a settled one is never watched.
   * An action that is complete hands its observation in with its report. One that has to wait for a time reports
   * `pending`, or nothing; then an observer is asked until `observe`, which such a type needs for this alone, answers
   * `ready`. The due time has to follow from the physical id and the goal: an observer is given nothing else.
   */
  readonly observed?: 'by report';
  /**
   * What `get_resource` yields: the physical id (default), or the value of this attribute
   * (as `OS::Heat::RandomString` yields its `value`).
   */
  readonly reference?: string;
  /** How often a settled thing is looked at, in ms, from its goal. Default: the observer's configuration. */
  watch?(goal: Goal): { readonly periodMs: number };
  /** How a broker's messages tell that something has happened to things of the type, so that they are looked at. */
  readonly notifications?: Notifications;
  /**
   * For how long after its action the thing may answer `pending`, in ms, before it has failed. Default:
   * the engine's `pendingTimeoutMs`.
   */
  pendingTimeoutMs?(goal: Goal): number;
}

/** How the thing is. `broken`: it is there but does not do what it should, and will not by itself. */
export type ObservedStatus = 'absent' | 'pending' | 'ready' | 'broken';

export interface Observation<Attributes = JsonObject> {
  readonly status: ObservedStatus;
  /** Only those that can be read back, in a form that is equal as long as nothing drifted (a hash will do). */
  readonly properties?: JsonObject;
  readonly attributes?: Partial<Attributes>;
  /** One sentence for people: why it is pending or broken. */
  readonly reason?: string;
}

export interface Thing<Goal = JsonObject> {
  readonly id: string;
  readonly goal: Goal;
}

export interface Created<Attributes = JsonObject> {
  /** Names the real thing on its provider: with the type (and node) it is unique. */
  readonly physicalId: string;
  /** Given when the action is complete on return; without it the engine asks an observer. */
  readonly observation?: Observation<Attributes>;
}

export interface Done<Attributes = JsonObject> {
  readonly observation?: Observation<Attributes>;
}

/** Names of properties that differ from what was applied or observed. Every property may be in it, none is promised. */
export type Changes = ReadonlySet<string>;

/** What a handler is given beside its goal. */
export interface Call {
  /** Aborts when the job is cancelled or its lease is lost: stop at once, do nothing more. */
  readonly signal: AbortSignal;
  /** Belongs to one instance and one action; every retry has the same. */
  readonly idempotencyKey: string;
  /**
   * What the last `checkpoint` of this job saved, if any. For the first `adopt` of a value that lived in another stack: as `state` the
   * attributes that it had there, where the document of that stack has them as `resource_data`.
   */
  readonly saved: Checkpoint | undefined;
  /** Returns once the engine has stored it durably. Save the physical id as soon as it is known. */
  checkpoint(state: Checkpoint): Promise<void>;
  /** Things that the engine keeps itself. For actions: whoever only looks has none. */
  readonly records: Records;
  /** A line of the handler's log, kept with the resource. */
  log(line: string): void;
  /** The node of the worker that runs this. */
  readonly node: string;
  /** Stack and resource the call is for: for names and logs, not for decisions. */
  readonly stack: { readonly id: string; readonly name: string };
  readonly resource: string;
  /** The provider's part of the worker's configuration, checked by the provider's own schema. */
  readonly settings: unknown;
  /** Milliseconds since the epoch, injected. */
  now(): number;
}

export interface Checkpoint {
  readonly physicalId?: string;
  readonly state?: Json;
}

/**
 * A provider package's default export. Worker and observer load it by the name that their
 * configuration gives, and check `settings` with its schema.
 */
export interface Provider {
  readonly name: string;
  readonly handlers: readonly Handler<never, unknown>[];
  readonly settings?: z.ZodType;
  /** What values of templates can be held against: `custom_constraint: nova.flavor`. Workers ask them. */
  readonly constraints?: readonly Constraint[];
  /** Where observers hear of changes by themselves, such as a watch on files. One is made for each observer. */
  notificationSource?(context: SourceContext): NotificationSource;
}

/**
 * Tells whether a value of a template is as it has to be, usually whether a service has such a thing: a parameter asks
 * by `custom_constraint`, a property by its metadata `constraint`. Quick, and changes nothing.
 */
export interface Constraint {
  /** Words of lower-case letters, digits and `_`, joined by dots, the first of them the service: `nova.flavor`. */
  readonly name: string;
  /**
   * Undefined: the value is as it has to be; else one sentence why not, which users see. Whatever it throws means that it
   * could not be found out, and is tried again by the user, not by the engine.
   */
  validate(value: Json, asked: ConstraintCall): Promise<string | undefined>;
}

export interface ConstraintCall {
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** The project that the stack is of. */
  readonly projectId: string;
  /** The provider's part of the worker's configuration, checked by the provider's own schema. */
  readonly settings: unknown;
}

/** Metadata of a property, given with zod's `.meta({...})`. Default: a change replaces the resource. */
export interface PropertyMeta {
  readonly description?: string;
  /** May change in place. */
  readonly updatable?: boolean;
  /** A change needs a new thing (the default, said aloud). */
  readonly replace?: boolean;
  /** Encrypted at rest, never shown. */
  readonly secret?: boolean;
  /**
   * A custom constraint that its value, or each item of its list, is held against before anything is done: one of Heat's
   * that ask nobody (`ip_addr`), or of a provider. A value that refers to another resource is not.
   */
  readonly constraint?: string;
}

/** Metadata of an attribute. */
export interface AttributeMeta {
  readonly description?: string;
  /** Changes by itself (a pid): a change never causes an update of what refers to it. */
  readonly volatile?: boolean;
  readonly secret?: boolean;
}

/** What the engine knows of a type: JSON Schemas and the declarations. Made by `describeType`. */
export interface ResourceTypeSchema {
  readonly type: string;
  /** The name of the provider that it belongs to: its limits hold for what is done with the type. */
  readonly provider?: string;
  readonly description: string;
  readonly properties: Readonly<Record<string, PropertySchema>>;
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly broken: 'replace' | 'wait';
  readonly observed: 'by report' | 'by observer';
  readonly reference?: string;
  readonly updatable: boolean;
  /** The optional actions that its handler has; a `check` and an `adopt` that it has not are done by looking. */
  readonly actions?: readonly OptionalAction[];
  readonly deleteFirst?: true;
  /**
   * The type takes any name beside those listed (its properties are a `z.looseObject`): such a property
   * changes in place, such an attribute is null.
   */
  readonly open?: boolean;
}

export type OptionalAction = 'suspend' | 'resume' | 'check' | 'snapshot' | 'restore' | 'adopt';

export interface PropertySchema {
  readonly description?: string;
  readonly required: boolean;
  readonly updatable: boolean;
  readonly secret: boolean;
  readonly default?: Json;
  /** The custom constraint of the property. */
  readonly constraint?: string;
  /** JSON Schema (draft 2020-12) of the value. */
  readonly schema: JsonObject;
}

export interface AttributeSchema {
  readonly description?: string;
  readonly volatile: boolean;
  readonly secret: boolean;
  readonly schema: JsonObject;
}
