import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';
import { cloudFormationFormats } from '../../../../../lib/hot/cloud-formation/formats.js';
import { describeFunctions } from '../../../../../lib/hot/describe-functions.js';
import { hotVersion, versionNames } from '../../../../../lib/hot/versions.js';
import type { RestApp } from '../context.js';
import { booleanOf, querySchema } from '../http/query.js';
import { tenantParams } from '../stacks/stack-of.js';

const tags = ['templates'];
const versions = z.object({
  template_versions: z.array(
    z.object({ version: z.string(), type: z.enum(['hot', 'cfn']), aliases: z.array(z.string()) }),
  ),
});
const functions = z.object({
  template_functions: z.array(z.object({ functions: z.string(), description: z.string() })),
});

/** What templates may be written in. */
export function templateVersionRoutes(app: RestApp): void {
  app.get(
    '/v1/:tenant/template_versions',
    {
      config: { action: 'stacks:list_template_versions' },
      schema: {
        tags,
        summary: 'Versions that a template may have',
        params: tenantParams,
        response: { 200: versions },
      },
    },
    () => Promise.resolve({ template_versions: templateVersions() }),
  );

  app.get(
    '/v1/:tenant/template_versions/:version/functions',
    {
      config: { action: 'stacks:list_template_functions' },
      schema: {
        tags,
        summary: 'Functions of a version',
        params: tenantParams.extend({ version: z.string() }),
        querystring: querySchema({ with_condition_func: 'true: those too that only conditions may call' }),
        response: { 200: functions },
      },
    },
    async ({ params: { version }, query }) => {
      const found = describeFunctions(version, booleanOf(query, 'with_condition_func'));
      if (!found)
        throw new IsothermError('template-version.not-found', `Template with version ${version} not found`);
      return Promise.resolve({
        template_functions: found.map(({ name, description }) => ({ functions: name, description })),
      });
    },
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
