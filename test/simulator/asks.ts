import type { DriftPolicy } from '../../lib/drift-policy.js';
import type { JsonObject } from '../../lib/json.js';
import type { ResourceRequest, StackRequest } from '../../services/engine/app/use-cases/requests.js';
import type { GoalRequest, UseCases } from '../../services/engine/app/use-cases/use-cases.js';
import type { Policy, WantedStack } from './wanted.js';

export interface PutOptions {
  readonly rollback?: boolean;
  readonly timeoutMs?: number;
  readonly drift?: DriftPolicy;
  /** Physical ids of things that resources take over. */
  readonly imports?: { readonly [resource: string]: string };
}

/** Whatever a user may ask of a stack, by its name. */
export type Ask =
  | { readonly kind: 'put'; readonly goal: WantedStack; readonly options: PutOptions }
  /** PATCH with nothing in it. */
  | { readonly kind: 'retry' }
  | { readonly kind: 'delete'; readonly force?: true }
  | { readonly kind: 'abandon' }
  | { readonly kind: 'snapshot' }
  /** The newest snapshot. */
  | { readonly kind: 'restore' }
  /** The goal of the revision so many before the newest one. */
  | { readonly kind: 'apply'; readonly back: number }
  | { readonly kind: 'act'; readonly request: StackRequest }
  /** Whatever holds a resource now, or only one of them. `sure`: nobody else does anything meanwhile. */
  | { readonly kind: 'clearHooks'; readonly first?: true; readonly sure?: true }
  | { readonly kind: 'actOnResource'; readonly resource: string; readonly request: ResourceRequest };

export const TENANT = 'tests';

/** Users ask by the use cases, as REST does for them. */
export class Users {
  /** By name. Who asks more of a stack that is being created waits for its id. */
  private readonly ids = new Map<string, Promise<string>>();

  /** @param templateOf how the engine's compiler wants a goal */
  constructor(
    private readonly useCases: () => UseCases,
    private readonly templateOf: (goal: WantedStack) => JsonObject,
  ) {}

  /** @throws IsothermError what the API would answer */
  async ask(name: string, ask: Ask): Promise<void> {
    const useCases = this.useCases();
    const another = ask.kind === 'clearHooks' ? this.useCases() : useCases;
    const id = await this.idOf(name);
    switch (ask.kind) {
      case 'put':
        return this.put(useCases, name, id, ask.goal, ask.options);
      case 'retry':
        await useCases.updateStack(TENANT, id, {}, { existing: true });
        return;
      case 'delete':
        return useCases.deleteStack(TENANT, id, ask.force ? { force: true } : {});
      case 'abandon':
        await useCases.abandonStack(TENANT, id);
        return;
      case 'snapshot':
        await useCases.snapshots.takeSnapshot(TENANT, id, '');
        return;
      case 'restore': {
        const [newest] = await useCases.snapshots.listSnapshots(TENANT, id);
        return useCases.snapshots.restoreSnapshot(TENANT, id, newest?.id ?? '');
      }
      case 'apply': {
        const revisions = await useCases.history.listRevisions(TENANT, id);
        await useCases.history.applyRevision(TENANT, id, revisions[ask.back]?.number ?? 1);
        return;
      }
      case 'clearHooks':
        return clearHooks(useCases, another, id, ask);
      case 'act':
        return useCases.requests.act(TENANT, id, ask.request);
      case 'actOnResource':
        return useCases.requests.actOnResource(TENANT, id, ask.resource, ask.request);
    }
  }

  /** Empty: it was never asked for. */
  async idOf(name: string): Promise<string> {
    return (await this.ids.get(name)) ?? '';
  }

  get names(): readonly string[] {
    return [...this.ids.keys()];
  }

  private async put(
    useCases: UseCases,
    name: string,
    id: string,
    goal: WantedStack,
    options: PutOptions,
  ): Promise<void> {
    const request: GoalRequest = {
      template: this.templateOf(goal),
      environment: environmentOf(goal),
      ...(options.rollback !== undefined && { disableRollback: !options.rollback }),
      ...(options.timeoutMs !== undefined && { timeoutMins: options.timeoutMs / 60_000 }),
      ...(options.drift && { drift: options.drift }),
      ...(options.imports && { imports: options.imports }),
    };
    if (id !== '') {
      await useCases.updateStack(TENANT, id, request, { existing: false });
      return;
    }
    const made = useCases.createStack(TENANT, { name, ...request }).then((stack) => stack.id);
    this.ids.set(name, made);
    await made;
  }
}

/**
 * As people do it: they look at what is held, and clear that, by way of another engine as may be.
 * @throws IsothermError of the first that is refused
 */
async function clearHooks(
  told: UseCases,
  asked: UseCases,
  id: string,
  { first, sure }: Extract<Ask, { kind: 'clearHooks' }>,
): Promise<void> {
  const held = await heldIn(told, id);
  for (const { resource, hook } of held.slice(0, first ? 1 : Infinity)) {
    try {
      await asked.requests.actOnResource(TENANT, id, resource, { kind: 'clear-hook', hook });
    } catch (error) {
      const still = sure ? await heldIn(told, id) : [];
      if (!still.some((each) => each.resource === resource && each.hook === hook)) throw error;
      throw new Error(`${hook} holds ${resource}, and cannot be cleared: ${String(error)}`, { cause: error });
    }
  }
}

async function heldIn(useCases: UseCases, id: string) {
  const resources = await useCases.listResources(TENANT, id);
  return resources.flatMap(({ name, heldByHook: hook }) => (hook === '' ? [] : [{ resource: name, hook }]));
}

/** What no template says of its resources. */
function environmentOf(goal: WantedStack): JsonObject {
  const resources = Object.entries(goal).flatMap(([name, { policy }]) =>
    policy?.hooks || policy?.restricted ? [[name, holdsOf(policy)] as const] : [],
  );
  return { resource_registry: { resources: Object.fromEntries(resources) } };
}

function holdsOf({ hooks, restricted }: Policy): JsonObject {
  return { ...(hooks && { hooks }), ...(restricted && { restricted_actions: restricted }) };
}
