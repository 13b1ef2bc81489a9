import { IsothermError } from '../../lib/errors.js';
import type { Json } from '../../lib/json.js';
import type {
  History,
  RevisionDetail,
  RevisionDiff,
  RevisionView,
} from '../../services/engine/app/use-cases/history.js';
import type { MemoryPlans } from './memory-plans.js';
import type { MemoryRevision } from './memory-revision.js';
import type { MemoryStack } from './memory-stack.js';
import { attempt, type MemoryStacks } from './memory-stacks.js';

export class MemoryHistory implements History {
  constructor(
    private readonly stacks: MemoryStacks,
    private readonly plans: MemoryPlans,
  ) {}

  listRevisions(tenant: string, stackId: string): Promise<readonly RevisionView[]> {
    return attempt(() => {
      const stack = this.stacks.get(tenant, stackId);
      return stack.revisions.map((revision) => revisionView(stack, revision)).reverse();
    });
  }

  showRevision(tenant: string, stackId: string, number: number): Promise<RevisionDetail> {
    return attempt(() => {
      const stack = this.stacks.get(tenant, stackId);
      const revision = revisionOf(stack, number);
      const { request, compiled } = revision;
      return {
        ...revisionView(stack, revision),
        template: request.template ?? '',
        parameters: compiled.parameters,
        files: Object.keys(request.files ?? {}),
      };
    });
  }

  diffRevisions(tenant: string, stackId: string, from: number, to: number): Promise<RevisionDiff> {
    return attempt(() => {
      const stack = this.stacks.get(tenant, stackId);
      const [before, after] = [revisionOf(stack, from), revisionOf(stack, to)];
      const parametersOf = ({ compiled }: MemoryRevision): Values =>
        Object.fromEntries(compiled.parameters.map(({ name, value }) => [name, value ?? null]));
      return {
        from,
        to,
        resources: diffResources(before, after),
        parameters: diffValues(parametersOf(before), parametersOf(after)),
      };
    });
  }

  applyRevision(
    tenant: string,
    stackId: string,
    number: number,
    { plan }: { readonly plan?: string } = {},
  ): Promise<{ readonly revision: number }> {
    return attempt(() => {
      const stack = this.stacks.getLive(tenant, stackId);
      if (plan !== undefined) this.plans.demand(plan, this.plans.planAgain(stack, revisionOf(stack, number)));
      const { request, compiled, base } = revisionOf(stack, number);
      stack.put({ action: 'UPDATE', request, compiled, asked: `apply ${number}`, base });
      this.stacks.goOn(stack);
      return { revision: stack.revision };
    });
  }
}

export function revisionOf(stack: MemoryStack, number: number): MemoryRevision {
  const revision = stack.revisions[number - 1];
  if (revision) return revision;
  throw new IsothermError(
    'revision.not-found',
    `The Revision (${number}) for Stack (${stack.identity.name}) could not be found.`,
  );
}

function revisionView(stack: MemoryStack, revision: MemoryRevision): RevisionView {
  const { number, action, asked, base, createdAt, compiled, state } = revision;
  const isCurrent = stack.revisions.findLast((each) => each.state === 'reached') === revision;
  return {
    number,
    action,
    asked,
    base,
    createdAt,
    state: isCurrent ? 'current' : state,
    resources: compiled.resources.length,
  };
}

type Values = Readonly<Record<string, Json>>;

function diffResources(before: MemoryRevision, after: MemoryRevision): RevisionDiff['resources'] {
  const goals = ({ compiled }: MemoryRevision) =>
    new Map(compiled.resources.map(({ name, properties }) => [name, properties as unknown as Values]));
  const [old, wanted] = [goals(before), goals(after)];
  return [...new Set([...old.keys(), ...wanted.keys()])]
    .map((resource) => ({
      resource,
      change: !old.has(resource)
        ? ('added' as const)
        : wanted.has(resource)
          ? ('changed' as const)
          : ('removed' as const),
      properties: diffValues(old.get(resource) ?? {}, wanted.get(resource) ?? {}),
    }))
    .filter(({ change, properties }) => change !== 'changed' || properties.length > 0);
}

function diffValues(old: Values, wanted: Values): RevisionDiff['parameters'] {
  return [...new Set([...Object.keys(old), ...Object.keys(wanted)])]
    .filter((name) => JSON.stringify(old[name]) !== JSON.stringify(wanted[name]))
    .map((name) => {
      const [before, after] = [old[name], wanted[name]];
      return { name, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
    });
}
