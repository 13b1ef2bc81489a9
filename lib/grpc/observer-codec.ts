/** `proto/isotherm/v1/observer.proto` and the plain messages of `lib/protocol/observer.ts`. */
import type {
  EngineToObserver,
  Notice,
  NotificationMessage,
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

type NotificationWire = Omit<NotificationMessage, 'type'> & { readonly resourceType: string };

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
  readonly notified?: { readonly notifications: readonly NotificationWire[] };
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
  readonly answered?: { readonly numbers: readonly number[] };
  readonly notices?: { readonly notices: readonly Notice[] };
}

export function encodeFromObserver(message: ObserverToEngine): ObserverOutWire {
  switch (message.kind) {
    case 'hello':
      return { hello: { ...message.hello, types: message.hello.types.map(encodeType) } };
    case 'observed':
      return { observed: { number: message.number, things: message.things.map(encodeThing) } };
    case 'notified':
      return { notified: { notifications: message.notifications.map(encodeNotification) } };
  }
}

/** @throws BadMessage */
export function decodeFromObserver(wire: ObserverOutWire): ObserverToEngine {
  if (wire.observed) {
    return { kind: 'observed', number: wire.observed.number, things: wire.observed.things.map(decodeThing) };
  }
  if (wire.notified) {
    return { kind: 'notified', notifications: wire.notified.notifications.map(decodeNotification) };
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
    case 'answered':
      return { answered: { numbers: message.numbers } };
    case 'notices':
      return { notices: { notices: message.notices } };
  }
}

/** @throws BadMessage */
export function decodeToObserver(wire: ObserverInWire): EngineToObserver {
  if (wire.watches) return { kind: 'watches', watches: wire.watches.watches.map(decodeWatch) };
  if (wire.unwatch) return { kind: 'unwatch', instanceIds: wire.unwatch.instanceIds };
  if (wire.acknowledged) return { kind: 'acknowledged', numbers: wire.acknowledged.numbers };
  if (wire.engines) return { kind: 'engines', engines: wire.engines.engines };
  if (wire.answered) return { kind: 'answered', numbers: wire.answered.numbers };
  if (wire.notices) return { kind: 'notices', notices: wire.notices.notices };
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
    notice: thing.notice,
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
    notice: wire.notice,
  };
}

function encodeNotification({ type, ...rest }: NotificationMessage): NotificationWire {
  return { ...rest, resourceType: type };
}

function decodeNotification({ resourceType, ...rest }: NotificationWire): NotificationMessage {
  return { ...rest, type: resourceType };
}
