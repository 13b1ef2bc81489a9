import { z } from 'zod';
import type { Call, Handler } from '../../lib/handler/contract.js';
import { offeredType } from '../../lib/handler/describe-type.js';
import type { JsonObject } from '../../lib/json.js';
import type { World } from './world.js';

/** How the provider behaves: how long it takes, and what it does at its worst. */
export interface Manners {
  /** Waits; rejects when the signal aborts. */
  pause(call: Call): Promise<void>;
  /** Plans an effect: an API call that was sent has it even when the caller is dead by then. */
  effect<T>(call: Call, act: () => T): Promise<T>;
  /** Throws when something shall go wrong here. */
  mishap(action: string, resource: string): void;
  /** How long a thing is pending after an action. */
  pendingMs(type: string): number;
  now(): number;
}

const upd = z.any().optional().meta({ updatable: true });
const rep = z.any().optional();
const attributes = z.object({
  address: z.string(),
  pid: z.number().meta({ volatile: true }),
  value: z.string(),
});

interface Kind {
  readonly type: string;
  readonly properties: z.ZodObject;
  readonly noUpdate?: true;
  readonly noFind?: true;
  readonly reports?: true;
  readonly checkpoints?: true;
  readonly extra?: Partial<Handler>;
}

/** A machine that boots; a disk that only an observer sees ready; a file; a value of the engine's own; a probe. */
const kinds: readonly Kind[] = [
  {
    type: 'Test::Server',
    properties: z.object({ size: upd, disk: upd, config: upd, token: upd, image: rep, root: rep }),
    checkpoints: true,
  },
  { type: 'Test::Volume', properties: z.object({ size: upd, after: upd, zone: rep }), noFind: true },
  { type: 'Test::Config', properties: z.object({ text: rep, of: rep }), noUpdate: true, reports: true },
  {
    type: 'Test::Token',
    properties: z.object({ length: rep }),
    noUpdate: true,
    reports: true,
    extra: { observed: 'by report', reference: 'value' },
  },
  { type: 'Test::Probe', properties: z.object({ target: upd }), noFind: true, extra: { broken: 'wait' } },
];

/** What worker and observer know of the simulated types. */
export class SimHandlers {
  private readonly byType: ReadonlyMap<string, Handler>;
  readonly offered = OFFERED;

  constructor(world: World, manners: Manners, worker: string) {
    this.byType = new Map(kinds.map((kind) => [kind.type, handlerOf(kind, world, manners, worker)]));
  }

  handlerOf(type: string): Handler | undefined {
    return this.byType.get(type);
  }

  settingsOf(): unknown {
    return undefined;
  }

  parseGoal(_type: string, goal: JsonObject): JsonObject {
    return goal;
  }
}

function handlerOf(kind: Kind, world: World, manners: Manners, worker: string): Handler {
  const { type } = kind;
  const run = async <T>(action: string, call: Call, act: () => Promise<T>): Promise<T> => {
    const key = call.idempotencyKey.replace(/-(create|update.*)$/, '');
    world.begins(key, worker);
    try {
      await manners.pause(call);
      while (world.isHeld(action, call.resource)) await manners.pause(call);
      manners.mishap(action, call.resource);
      const result = await act();
      manners.mishap(`after ${action}`, call.resource);
      return result;
    } finally {
      world.ends(key);
    }
  };
  const seen = (id: string) => (kind.reports ? { observation: world.observe(id) } : {});
  const readyAtMs = () => manners.now() + manners.pendingMs(type);
  return {
    type,
    description: type,
    properties: kind.properties,
    attributes,
    observe: async (id, _goal, call) => {
      await manners.pause(call);
      return world.observe(id);
    },
    create: (goal, call) =>
      run('create', call, async () => {
        const { stack, resource: name, idempotencyKey: key } = call;
        const physicalId = await manners.effect(call, () =>
          world.create({ type, stack: stack.name, name, key, properties: goal, readyAtMs: readyAtMs() }),
        );
        if (kind.checkpoints) await call.checkpoint({ physicalId });
        return { physicalId, ...seen(physicalId) };
      }),
    ...(!kind.noUpdate && {
      update: (id, goal, _changes, call) =>
        run('update', call, async () => {
          await manners.effect(call, () => world.update(id, goal, readyAtMs()));
          return seen(id);
        }),
    }),
    delete: (id, _goal, call) =>
      run('delete', call, () =>
        manners.effect(call, () => {
          world.delete(id);
        }),
      ),
    ...(!kind.noFind && { find: (key) => Promise.resolve(world.find(key)) }),
    ...kind.extra,
  };
}

const OFFERED = kinds.map((kind) =>
  offeredType(handlerOf(kind, undefined as never, undefined as never, '') as never),
);
