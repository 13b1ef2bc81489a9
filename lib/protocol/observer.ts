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
  | { readonly kind: 'observed'; readonly number: number; readonly things: readonly ObservedThing[] };

export type EngineToObserver =
  | { readonly kind: 'welcome'; readonly engineId: string; readonly engines: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'engines'; readonly engines: readonly string[] }
  | { readonly kind: 'watches'; readonly watches: readonly WatchMessage[] }
  | { readonly kind: 'unwatch'; readonly instanceIds: readonly string[] }
  | { readonly kind: 'acknowledged'; readonly numbers: readonly number[] };
