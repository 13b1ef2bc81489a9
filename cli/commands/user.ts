import type { Command } from 'commander';
import type { AddOptions, UserOptions } from '../actions/users.js';
import { collected, withExamples } from '../options.js';
import { runLocally } from '../run-locally.js';

/** Commands on a user file, for identities `basic` and `embedded`. An engine reads it again by itself. */
export function addUserCommands(user: Command): void {
  const add = user
    .command('add <name>')
    .description('make a user; the password is asked for, or is the first line of standard input')
    .option('--project <name>', 'project that the user belongs to', 'default')
    .option(
      '--role <name>',
      'role there: reader, member, admin or one of a policy; repeatable (default: member)',
      collected,
    );
  run(
    add,
    ['isotherm user add alice --project shop', 'isotherm user add root --role admin'],
    (name, options: AddOptions) => actions().then(({ addUser }) => addUser(name, options)),
  );
  run(
    user.command('password <name>').description('give a user another password; all its tokens end'),
    ['isotherm user password alice'],
    (name, options: UserOptions) => actions().then(({ changePassword }) => changePassword(name, options)),
  );
  const grant = user
    .command('grant <name> <project> [role...]')
    .description('say which roles a user has in a project; none: it does not belong to it any more');
  withExamples(
    withFile(grant),
    'isotherm user grant alice lab reader',
    'isotherm user grant alice lab',
  ).action((name: string, project: string, roles: readonly string[], options: UserOptions) =>
    runLocally(async () => {
      (await actions()).grantRoles(name, project, roles, options);
    }),
  );
  run(
    user.command('remove <name>').description('remove a user; all its tokens end'),
    ['isotherm user remove alice'],
    (name, options: UserOptions) => actions().then(({ removeUser }) => { removeUser(name, options); }), // prettier-ignore
  );
  const list = withFile(user.command('list').description('list users with their roles'));
  withExamples(list, 'isotherm user list').action((options: UserOptions) =>
    runLocally(async () => {
      process.stdout.write((await actions()).listUsers(options));
    }),
  );
}

function actions() {
  return import('../actions/users.js');
}

function run<Options extends UserOptions>(
  command: Command,
  examples: readonly string[],
  action: (name: string, options: Options) => Promise<void>,
): void {
  withExamples(withFile(command), ...examples).action((name: string, options: Options) =>
    runLocally(() => action(name, options)),
  );
}

function withFile(command: Command): Command {
  return command
    .option('--file <path>', 'user file; default: the one of the local instance')
    .option('--data <dir>', 'data directory of the local instance (or ISOTHERM_DATA)');
}
