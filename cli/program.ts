import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../lib/package-root.js';
import { addFleetCommands } from './commands/fleet.js';
import { addKeyCommands } from './commands/keys.js';
import { addRevisionCommands } from './commands/history.js';
import { addLookCommands } from './commands/look.js';
import { addResourceCommands } from './commands/resource.js';
import { addServiceCommands } from './commands/services.js';
import { addSoftwareCommands } from './commands/software.js';
import { addStackCommands } from './commands/stack.js';
import { addUserCommands } from './commands/user.js';
import { completionScript, shells } from './completion.js';
import { exitCodeHelp } from './exit-code.js';
import { withExamples } from './options.js';
import { runLocally } from './run-locally.js';

/** All commands. What they do is imported when they run: help and completion need none of it. */
export function buildProgram(): Command {
  const program = new Command('isotherm')
    .description('Keeps reality equal to a template.')
    .version(packageVersion())
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText(
      'after',
      `\n${exitCodeHelp}\n\nExample:\n  $ isotherm dev &\n  $ isotherm stack create first -t examples/first.yaml`,
    );
  addStackCommands(program);
  addResourceCommands(program.command('resource').description('the resources of a stack'));
  addRevisionCommands(program.command('revision').description('every goal that a stack had'));
  addLookCommands(program);
  addSoftwareCommands(program.command('software').description('what is to be run on servers'));
  addServiceCommands(program);
  addUserCommands(program.command('user').description('who may call the API, in a user file'));
  addFleetCommands(program);
  addKeyCommands(program);
  withExamples(
    program
      .command('completion <shell>')
      .description(`a script that completes commands: ${shells.join(', ')}`),
    'source <(isotherm completion bash)',
  ).action((shell: string) =>
    runLocally(() => {
      process.stdout.write(completionScript(program, shell));
      return Promise.resolve();
    }),
  );
  return program;
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version;
}
