import { IsothermError } from '../../../../lib/errors.js';
import type { Compile } from './compiled-goal.js';
import type { GoalRequest, ValidationView } from './use-cases.js';

/** All faults of a template, or what it asks for; parameters need no values. */
export async function validateTemplate(
  { compile }: { readonly compile: Compile },
  tenant: string,
  request: GoalRequest,
): Promise<ValidationView> {
  if (request.template === undefined)
    throw new IsothermError('request.invalid', 'No template specified: give `template`');
  const { view } = await compile({
    template: request.template,
    parameters: request.parameters ?? {},
    environment: request.environment,
    files: request.files ?? {},
    pseudo: { stackName: 'None', stackId: 'None', projectId: tenant },
    requireParameterValues: false,
    hiddenTypes: request.hiddenTypes ?? [],
  });
  return view;
}
