import assert from 'node:assert/strict';
import type { StackView, UseCases } from '../../services/engine/app/use-cases/use-cases.js';
import { TENANT, type Ask, type Users } from '../simulator/asks.js';
import type { World } from '../simulator/world.js';
import type { Stacks } from './scenario.js';

/** What the two stages do in ways of their own. */
export interface Ground {
  readonly world: World;
  readonly users: Users;
  readonly useCases: () => UseCases;
  /** Lets the world go on until the promise is settled. */
  readonly settled: <T>(answer: Promise<T>) => Promise<T>;
  /** Lets the world go on until the condition holds. @throws when it does not in a long time, with what `explain` says */
  readonly until: (condition: () => Promise<boolean>, explain: () => Promise<string>) => Promise<void>;
}

/** The stacks of a stage: asked for and shown by the use cases of its engine. */
export function stacksOn({ world, users, useCases, settled, until }: Ground): Stacks {
  const ask = (name: string, what: Ask) => settled(users.ask(name, what));
  const view = async (name: string): Promise<StackView> =>
    useCases().showStack(TENANT, await users.idOf(name));
  const why = async (name: string) => {
    const views = await useCases().why(TENANT, await users.idOf(name));
    return views.map(({ resource, state, reason }) => `${resource} ${state}: ${reason}`);
  };
  const explain = async () => {
    const told = users.names.map(async (name) => {
      const { action, status, convergence, deletedAt } = await view(name);
      const state = deletedAt ? 'GONE' : `${action}_${status} ${convergence}`;
      return `${name} ${state}: ${(await why(name).catch(String)).toString()}`;
    });
    return [...(await Promise.all(told)), `done: ${world.done.join(', ')}`].join('\n');
  };
  return {
    put: async (name, goal, options = {}) => {
      world.wants(name, goal);
      await ask(name, { kind: 'put', goal, options });
    },
    retry: (name) => ask(name, { kind: 'retry' }),
    delete: async (name, { force } = {}) => {
      world.wants(name, {});
      await ask(name, { kind: 'delete', ...(force && { force }) });
    },
    abandon: (name) => ask(name, { kind: 'abandon' }),
    ask: (name, request) => ask(name, { kind: 'act', request }),
    askOf: (name, resource, request) => ask(name, { kind: 'actOnResource', resource, request }),
    snapshot: (name) => ask(name, { kind: 'snapshot' }),
    restore: (name) => ask(name, { kind: 'restore' }),
    apply: (name, back) => ask(name, { kind: 'apply', back }),
    settle: () =>
      until(async () => {
        const views = await Promise.all(users.names.map(view));
        return views.every(isAtRest);
      }, explain),
    until: (condition) => until(async () => condition(), explain),
    status: async (name) => {
      const { action, status, deletedAt } = await settled(view(name));
      return deletedAt ? 'GONE' : `${action}_${status}`;
    },
    convergence: async (name) => (await settled(view(name))).convergence,
    why: (name) => settled(why(name)),
    failures: async (name) => {
      const failures = await settled(users.idOf(name).then((id) => useCases().listFailures(TENANT, id)));
      return failures.map(({ action, resource, cause }) => `${action.toLowerCase()} ${resource}: ${cause}`);
    },
    mustBeQuiet: async (name) => {
      const before = world.done.length;
      const looks = world.looks + 3 * world.things.size + 3;
      await until(() => Promise.resolve(world.looks >= looks || world.things.size === 0), explain);
      assert.deepEqual(world.done.slice(before), [], `${name} is not quiet`);
    },
  };
}

/** Nothing goes on by itself any more, but for looks. */
function isAtRest({ status, convergence, deletedAt }: StackView): boolean {
  if (deletedAt) return true;
  if (status === 'FAILED') return convergence !== 'repairing';
  return status === 'COMPLETE' && convergence !== 'repairing' && convergence !== 'converging';
}
