import { z } from 'zod';
import { cloudFormationFormats } from '../../../../lib/hot/cloud-formation/formats.js';
import { hotVersion, versionNames } from '../../../../lib/hot/versions.js';
import type { RestApp, RestContext } from './context.js';
import { environmentSchema } from './environments.js';
import { goalRequest, requireTemplate, validateBody } from './goal-body.js';
import { parameterSchema } from './parameter-schema.js';
import { STACK, stackOf, stackParams, tenantParams } from './stack-of.js';
import { descriptionText } from './stack-view.js';
import { templateDocument } from './template-document.js';

const tags = ['templates'];
const validation = z.object({
  Description: z.string(),
  Parameters: z.record(z.string(), z.record(z.string(), z.unknown())),
  Environment: environmentSchema,
});
const versions = z.object({
  template_versions: z.array(
    z.object({ version: z.string(), type: z.enum(['hot', 'cfn']), aliases: z.array(z.string()) }),
  ),
});

export function templateRoutes(app: RestApp, context: RestContext): void {
  const { useCases, templateLimits } = context;

  app.get(
    `${STACK}/template`,
    {
      schema: {
        tags,
        summary: 'The template as it was given',
        params: stackParams,
        response: { 200: z.record(z.string(), z.unknown()) },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      return templateDocument(await useCases.showTemplate(tenant, id), templateLimits);
    },
  );

  app.post(
    '/v1/:tenant/validate',
    {
      schema: {
        tags,
        summary: 'Checks a template; all its faults are told at once',
        params: tenantParams,
        body: validateBody,
        response: { 200: validation },
      },
    },
    async ({ params, body }) => {
      const view = await useCases.validateTemplate(
        params.tenant,
        requireTemplate(goalRequest(body, ['adopt_stack_data'])),
      );
      return {
        Description: descriptionText(view.description),
        Parameters: Object.fromEntries(view.parameters.map((each) => [each.name, parameterSchema(each)])),
        Environment: view.environment,
      };
    },
  );

  app.get(
    '/v1/:tenant/template_versions',
    {
      schema: {
        tags,
        summary: 'Versions that a template may have',
        params: tenantParams,
        response: { 200: versions },
      },
    },
    () => Promise.resolve({ template_versions: templateVersions() }),
  );
}

function templateVersions(): z.infer<typeof versions>['template_versions'] {
  const aliases = new Map<string, string[]>();
  for (const name of versionNames) {
    const date = hotVersion(name)?.date ?? name;
    const names = aliases.get(date) ?? [];
    if (name !== date) names.push(`heat_template_version.${name}`);
    aliases.set(date, names);
  }
  const hot = Array.from(aliases, ([date, names]) => ({
    version: `heat_template_version.${date}`,
    type: 'hot' as const,
    aliases: names,
  }));
  const cfn = Object.entries(cloudFormationFormats).map(([format, date]) => ({
    version: `${format}.${date}`,
    type: 'cfn' as const,
    aliases: [],
  }));
  return [...cfn, ...hot];
}
