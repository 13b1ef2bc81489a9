/** What engine and observer say to each other, as plain values. Meanings: `proto/isotherm/v1/observer.proto`. */
import type { ReportedObservation } from './observation.js';
import type { OfferedType } from './worker.js';

export interface WatchMessage {
  readonly instanceId: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly resource: string;
  readonly type: string;
  readonly physicalId: string;
  /** JSON text of an object. */
  readonly goal: string;
  readonly epoch: number;
  /** 0: the observer's default. */
  readonly periodMs: number;
  /** Something is awaited: look at once, then with short periods that grow. */
  readonly awaited: boolean;
  /** Report the next look whatever it sees. */
  readonly reportNext: boolean;
  /** Names of properties whose values are secret: the observer keeps them out of logs and reasons. */
  readonly secretProperties: readonly string[];
}

export interface ObservedThing {
  readonly instanceId: string;
  readonly stackId: string;
  readonly epoch: number;
  readonly sequence: number;
  readonly observation: ReportedObservation;
  readonly begunMs: number;
  /** The highest notice held when the look began; 0: none. */
  readonly notice: number;
}

/** Something has happened to things; how they are is not told. */
export interface NotificationMessage {
  readonly number: number;
  readonly type: string;
  /** Empty: anywhere. */
  readonly node: string;
  readonly physicalIds: readonly string[];
  /** The look begins once there was no more of the same for so long. */
  readonly gatherMs: number;
}

/** Look now, once for all notices held by then, and report it whatever it sees. */
export interface Notice {
  readonly instanceId: string;
  readonly number: number;
}

export interface ObserverHello {
  readonly observerId: string;
  readonly node: string;
  readonly protocol: number;
  readonly version: string;
  readonly types: readonly OfferedType[];
}

export type ObserverToEngine =
  | { readonly kind: 'hello'; readonly hello: ObserverHello }
  | { readonly kind: 'observed'; readonly number: number; readonly things: readonly ObservedThing[] }
  | { readonly kind: 'notified'; readonly notifications: readonly NotificationMessage[] };

export type EngineToObserver =
  | { readonly kind: 'welcome'; readonly engineId: string; readonly engines: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'engines'; readonly engines: readonly string[] }
  | { readonly kind: 'watches'; readonly watches: readonly WatchMessage[] }
  | { readonly kind: 'unwatch'; readonly instanceIds: readonly string[] }
  | { readonly kind: 'acknowledged'; readonly numbers: readonly number[] }
  | { readonly kind: 'answered'; readonly numbers: readonly number[] }
  | { readonly kind: 'notices'; readonly notices: readonly Notice[] };
