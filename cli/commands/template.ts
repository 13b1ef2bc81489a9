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
