import type { JsonObject } from '../../json.js';
import type { AnyHandler } from '../describe-type.js';

/** Makes the properties of a thing. `unique` is a short text that no other thing of the run has: use it in names. */
export type MakeGoal = (unique: string) => JsonObject;

export interface Content {
  /** Changes it to something that no property says. */
  put(id: string, goal: JsonObject): Promise<void>;
  /** Reads it, as values that can be compared. */
  get(id: string, goal: JsonObject): Promise<unknown>;
}

export interface ConformanceOptions {
  readonly handler: AnyHandler;
  /** The provider's settings, as its schema yields them. Called before every test. */
  readonly settings?: () => unknown;
  /** Kinds of things that can be created, by what is special about them. */
  readonly goals: Readonly<Record<string, MakeGoal>>;
  /** Changes of such a thing that happen in place, by name. Needed when the handler has `update`. */
  readonly changes?: Readonly<Record<string, (goal: JsonObject) => JsonObject>>;
  /** A change of such a thing that needs a new one. Needed when a property is not updatable. */
  readonly replacement?: (goal: JsonObject, unique: string) => JsonObject;
  /** Goals that fit the schema and can never be reached: `create` must throw `Permanent`. */
  readonly impossible?: Readonly<Record<string, MakeGoal>>;
  /** Takes the thing away behind the handler's back. Needed when something outside the engine can. */
  readonly remove?: (id: string, goal: JsonObject) => Promise<void>;
  /** Changes or breaks the thing behind the handler's back, so that `observe` has to notice. */
  readonly damage?: (id: string, goal: JsonObject) => Promise<void>;
  /** Whether the thing does its work, seen behind the handler's back: it must not while it is suspended. */
  readonly works?: (id: string, goal: JsonObject) => Promise<boolean>;
  /** What the thing holds, behind the handler's back. Needed when the handler has `restore`. */
  readonly content?: Content;
  /** Makes such a thing behind the handler's back, as somebody else would, and gives its physical id. */
  readonly madeByHand?: (goal: JsonObject) => Promise<string>;
  /** How many real things there are now: so that a doubled one is noticed. */
  readonly count?: () => Promise<number>;
  /** How long a thing may be pending, and an abort or the retries of an action may take, in ms. Default 10,000. */
  readonly withinMs?: number;
  /** Called after every test. */
  readonly cleanup?: () => Promise<void>;
}
