import type { Command } from 'commander';
import type { NewConfigOptions } from '../actions/software-configs.js';
import type { DeploymentUpdateOptions, NewDeploymentOptions } from '../actions/software-deployments.js';
import { collected, wholeNumber, withExamples } from '../options.js';
import { runAction, withCommonOptions, type CommonOptions } from '../session.js';

interface Page extends CommonOptions {
  readonly limit?: number;
  readonly marker?: string;
}

/** What is to be run on servers. */
export function addSoftwareCommands(software: Command): void {
  addConfigCommands(software.command('config').description('scripts and what else is to be run on servers'));
  addDeploymentCommands(software.command('deployment').description('which config is run on which server'));
}

function addConfigCommands(config: Command): void {
  const create = config
    .command('create <name>')
    .description('make a config; it never changes')
    .option('--file <file>', 'the script, or what else the tool reads')
    .option('--definition <file>', 'YAML or JSON with inputs, outputs and options')
    .option('--group <group>', 'which tool on the server it is for', 'Heat::Ungrouped');
  withExamples(
    withCommonOptions(create),
    'isotherm software config create web --group script --file web.sh --definition web-io.yaml',
  ).action((name: string, options: NewConfigOptions & CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/software-configs.js')).createConfig(session, name, options),
    ),
  );

  const list = withPage(config.command('list').description('configs, the newest first'));
  withExamples(withCommonOptions(list), 'isotherm software config list').action((options: Page) =>
    runAction(options, async (session) =>
      (await import('../actions/software-configs.js')).listConfigs(session, options),
    ),
  );

  const show = config.command('show <id>').description('one config').option('--text', 'its script alone');
  withExamples(withCommonOptions(show), 'isotherm software config show ID --text > web.sh').action(
    (id: string, options: CommonOptions & { text?: boolean }) =>
      runAction(options, async (session) =>
        (await import('../actions/software-configs.js')).showConfig(session, id, options),
      ),
  );

  const remove = config.command('delete <ids...>').description('delete configs that no deployment has');
  withExamples(withCommonOptions(remove), 'isotherm software config delete ID').action(
    (ids: readonly string[], options: CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/software-configs.js')).deleteConfigs(session, ids),
      ),
  );
}

function addDeploymentCommands(deployment: Command): void {
  const create = deployment
    .command('create <name>')
    .description('derive a config with values for its inputs, and deploy it to a server')
    .requiredOption('--config <id>', 'the config to derive from')
    .requiredOption('--server <id>', 'the server')
    .option('--input <name=value>', 'value of an input; repeatable', collected)
    .option('--action <action>', 'what is done, such as CREATE, UPDATE or DELETE', 'UPDATE');
  withExamples(
    withCommonOptions(create),
    'isotherm software deployment create web --config ID --server SERVER --input port=8080',
  ).action((name: string, options: NewDeploymentOptions & CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/software-deployments.js')).createDeployment(session, name, options),
    ),
  );

  const list = withPage(deployment.command('list').description('deployments, the oldest first')).option(
    '--server <id>',
    'only those of this server',
  );
  withExamples(withCommonOptions(list), 'isotherm software deployment list --server SERVER').action(
    (options: Page & { server?: string }) =>
      runAction(options, async (session) =>
        (await import('../actions/software-deployments.js')).listDeployments(session, options),
      ),
  );

  const show = deployment
    .command('show <id>')
    .description('one deployment')
    .option('--output <name>', 'the value of an output alone');
  withExamples(withCommonOptions(show), 'isotherm software deployment show ID --output deploy_stdout').action(
    (id: string, options: CommonOptions & { output?: string }) =>
      runAction(options, async (session) =>
        (await import('../actions/software-deployments.js')).showDeployment(session, id, options),
      ),
  );

  addUpdate(deployment);

  const remove = deployment
    .command('delete <ids...>')
    .description('delete deployments, with the configs that were derived for them');
  withExamples(withCommonOptions(remove), 'isotherm software deployment delete ID').action(
    (ids: readonly string[], options: CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/software-deployments.js')).deleteDeployments(session, ids),
      ),
  );

  const metadata = deployment
    .command('metadata <server>')
    .description('the configs that are deployed to a server: what its agent asks for');
  withExamples(withCommonOptions(metadata), 'isotherm software deployment metadata SERVER --json').action(
    (server: string, options: CommonOptions) =>
      runAction(options, async (session) =>
        (await import('../actions/software-configs.js')).showMetadata(session, server),
      ),
  );
}

function addUpdate(deployment: Command): void {
  const update = deployment
    .command('update <id>')
    .description('say how a deployment went, or give it another config; what is left out stays')
    .option('--config <id>', 'another config')
    .option('--input <name=value>', 'values of the inputs, all of them; repeatable', collected)
    .option('--action <action>', 'what is done')
    .option('--status <status>', 'such as IN_PROGRESS, COMPLETE or FAILED')
    .option('--reason <text>', 'why it has this status')
    .option('--output <name=value>', 'values of the outputs, all of them; repeatable', collected);
  withExamples(
    withCommonOptions(update),
    'isotherm software deployment update ID --status COMPLETE --output url=http://web:8080',
  ).action((id: string, options: DeploymentUpdateOptions & CommonOptions) =>
    runAction(options, async (session) =>
      (await import('../actions/software-deployments.js')).updateDeployment(session, id, options),
    ),
  );
}

function withPage(command: Command): Command {
  return command
    .option('--limit <n>', 'so many at most', wholeNumber(0, 999_999_999))
    .option('--marker <id>', 'what comes behind this one');
}
