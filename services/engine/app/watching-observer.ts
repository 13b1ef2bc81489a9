import type { Instance } from '../core/instance.js';
import type { ObserverLink } from './peers.js';

/** An observer for people. */
export interface ConnectedObserver {
  readonly id: string;
  readonly node: string;
  readonly version: string;
  readonly sinceMs: number;
  /** What this engine gave it to look at. */
  readonly watches: number;
}

export interface Observer {
  readonly id: string;
  readonly node: string;
  readonly version: string;
  /** When it said hello, in ms since the epoch. */
  readonly sinceMs: number;
  readonly link: ObserverLink;
  readonly types: ReadonlySet<string>;
  /** What it was given. */
  readonly given: Set<Instance>;
}

/** It offers the type, and is where the thing is. */
export function canWatch({ types, node }: Observer, instance: Instance): boolean {
  return types.has(instance.type) && (instance.node === '' || instance.node === node);
}
