import type { DriftPolicy } from '../../../../lib/drift-policy.js';
import type { StackDetails } from '../../store/list-stacks.js';
import type { TemplateView } from './compiled-goal.js';
import type { KeyedSeal } from './kept-request.js';
import { stackView } from './show-stack.js';
import type { StackQuery } from './stack-query.js';
import type { StackView } from './use-cases.js';

export interface DetailStacksPorts {
  readonly listStackDetails: (tenant: string, query: StackQuery) => Promise<readonly StackDetails[]>;
  /** Lets others have the thread for a moment. */
  readonly breathe: () => Promise<void>;
  readonly seal: KeyedSeal;
  readonly drift: DriftPolicy;
}

/** Each as it is shown without outputs. Many of them take long to open, so others have their turn in between. */
export async function detailStacks(
  { listStackDetails, breathe, seal, drift }: DetailStacksPorts,
  tenant: string,
  query: StackQuery,
): Promise<readonly StackView[]> {
  const views: StackView[] = [];
  for (const stack of await listStackDetails(tenant, query)) {
    views.push(stackView(stack, templateView(seal, stack.view), [], drift));
    await breathe();
  }
  return views;
}

/** @param stored null: it never had a template */
export function templateView(seal: KeyedSeal, stored: string | null): TemplateView {
  if (stored === null) return { description: '', outputs: [], parameters: [] };
  return JSON.parse(seal.open(stored)) as TemplateView;
}
