import type { Command } from 'commander';
import { withExamples, withTemplateOptions } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';
import type { TemplateOptions } from '../template-input.js';

export function addTemplateCommands(template: Command): void {
  addValidate(template);

  const show = template.command('show <stack>').description('the template of a stack');
  withExamples(withCommonOptions(show), 'isotherm template show shop > shop.yaml').action(
    (stack: string, options: CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/templates.js')).showTemplate(session, stack),
      ),
  );

  const versions = template.command('versions').description('the versions that templates may have');
  withExamples(withCommonOptions(versions), 'isotherm template versions').action((options: CommonOptions) =>
    runAction(options, async (session) => (await import('../actions/templates.js')).listVersions(session)),
  );

  const functions = template
    .command('functions <version>')
    .description('the functions that templates of a version may call')
    .option('--conditions', 'those too that only conditions may call');
  withExamples(
    withCommonOptions(functions),
    'isotherm template functions heat_template_version.2021-04-16',
  ).action((version: string, options: { readonly conditions?: boolean } & CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/templates.js')).listFunctions(session, version, options.conditions ?? false),
    ),
  );
}

function addValidate(template: Command): void {
  const validate = template
    .command('validate [file]')
    .description('tell all faults of a template, and its parameters');
  withExamples(
    withCommonOptions(withTemplateOptions(validate)),
    'isotherm template validate shop.yaml',
  ).action((file: string | undefined, options: TemplateOptions & CommonOptions, command: Command) => {
    const given = { ...options, ...(file === undefined ? {} : { template: file }) };
    if (given.template === undefined)
      command.error('error: give the template: isotherm template validate FILE');
    return runAction(
      options,
      async (session) => (await import('../actions/templates.js')).validateTemplate(session, given),
      given,
    );
  });
}
