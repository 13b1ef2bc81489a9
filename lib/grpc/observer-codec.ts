/** `proto/isotherm/v1/observer.proto` and the plain messages of `lib/protocol/observer.ts`. */
import type {
  EngineToObserver,
  ObservedThing,
  ObserverToEngine,
  WatchMessage,
} from '../protocol/observer.js';
import {
  BadMessage,
  decodeObservation,
  decodeType,
  encodeObservation,
  encodeType,
  given,
  type ObservationWire,
  type RefusedWire,
  type ResourceTypeWire,
  type EnginesWire,
  type WelcomeWire,
} from './common-codec.js';

type WatchWire = Omit<WatchMessage, 'type' | 'resource'> & {
  readonly resourceType: string;
  readonly resourceName: string;
};

type ThingWire = Omit<ObservedThing, 'observation'> & { readonly observation: ObservationWire | null };

interface HelloWire {
  readonly observerId: string;
  readonly node: string;
  readonly protocol: number;
  readonly version: string;
  readonly types: readonly ResourceTypeWire[];
}

/** ConnectObserverRequest: what an observer sends. */
export interface ObserverOutWire {
  readonly message?: string;
  readonly hello?: HelloWire;
  readonly observed?: { readonly number: number; readonly things: readonly ThingWire[] };
}

/** ConnectObserverResponse: what an observer receives. */
export interface ObserverInWire {
  readonly message?: string;
  readonly welcome?: WelcomeWire;
  readonly refused?: RefusedWire;
  readonly watches?: { readonly watches: readonly WatchWire[] };
  readonly unwatch?: { readonly instanceIds: readonly string[] };
  readonly acknowledged?: { readonly numbers: readonly number[] };
  readonly engines?: EnginesWire;
}

export function encodeFromObserver(message: ObserverToEngine): ObserverOutWire {
  switch (message.kind) {
    case 'hello':
      return { hello: { ...message.hello, types: message.hello.types.map(encodeType) } };
    case 'observed':
      return { observed: { number: message.number, things: message.things.map(encodeThing) } };
  }
}

/** @throws BadMessage */
export function decodeFromObserver(wire: ObserverOutWire): ObserverToEngine {
  if (wire.observed) {
    return { kind: 'observed', number: wire.observed.number, things: wire.observed.things.map(decodeThing) };
  }
  if (wire.hello) return { kind: 'hello', hello: { ...wire.hello, types: wire.hello.types.map(decodeType) } };
  throw new BadMessage('an observer sent a message that is unknown to this version');
}

export function encodeToObserver(message: EngineToObserver): ObserverInWire {
  switch (message.kind) {
    case 'welcome':
      return { welcome: { engineId: message.engineId, engines: message.engines } };
    case 'refused':
      return { refused: { reason: message.reason } };
    case 'watches':
      return { watches: { watches: message.watches.map(encodeWatch) } };
    case 'unwatch':
      return { unwatch: { instanceIds: message.instanceIds } };
    case 'acknowledged':
      return { acknowledged: { numbers: message.numbers } };
    case 'engines':
      return { engines: { engines: message.engines } };
  }
}

/** @throws BadMessage */
export function decodeToObserver(wire: ObserverInWire): EngineToObserver {
  if (wire.watches) return { kind: 'watches', watches: wire.watches.watches.map(decodeWatch) };
  if (wire.unwatch) return { kind: 'unwatch', instanceIds: wire.unwatch.instanceIds };
  if (wire.acknowledged) return { kind: 'acknowledged', numbers: wire.acknowledged.numbers };
  if (wire.engines) return { kind: 'engines', engines: wire.engines.engines };
  if (wire.welcome)
    return { kind: 'welcome', engineId: wire.welcome.engineId, engines: wire.welcome.engines };
  if (wire.refused) return { kind: 'refused', reason: wire.refused.reason };
  throw new BadMessage('the engine sent a message that is unknown to this version');
}

function encodeWatch(watch: WatchMessage): WatchWire {
  const { type, resource, ...rest } = watch;
  return { ...rest, resourceType: type, resourceName: resource };
}

function decodeWatch(wire: WatchWire): WatchMessage {
  const { resourceType, resourceName, ...rest } = wire;
  return { ...rest, type: resourceType, resource: resourceName };
}

function encodeThing(thing: ObservedThing): ThingWire {
  return {
    instanceId: thing.instanceId,
    stackId: thing.stackId,
    epoch: thing.epoch,
    sequence: thing.sequence,
    observation: encodeObservation(thing.observation),
    begunMs: thing.begunMs,
  };
}

function decodeThing(wire: ThingWire): ObservedThing {
  return {
    instanceId: wire.instanceId,
    stackId: wire.stackId,
    epoch: wire.epoch,
    sequence: wire.sequence,
    observation: decodeObservation(given(wire.observation, 'observation')),
    begunMs: wire.begunMs,
  };
}
