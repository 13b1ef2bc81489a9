import { compileRequest, type Compile } from './compiled-goal.js';
import { shownEnvironment } from './shown-goal.js';
import type { GoalRequest, ValidationView } from './use-cases.js';

/** All faults of a template, or what it asks for; parameters need no values. */
export async function validateTemplate(
  { compile }: { readonly compile: Compile },
  tenant: string,
  request: GoalRequest,
): Promise<ValidationView> {
  const pseudo = { stackName: 'None', stackId: 'None', projectId: tenant };
  const { view, environment } = await compileRequest(compile, request, pseudo, {
    requireParameterValues: false,
  });
  return { ...view, environment: shownEnvironment(environment, view.parameters) };
}
