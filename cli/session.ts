import type { Command } from 'commander';
import type { ApiClient } from './client.js';
import { exitCodeOf, exitCodes } from './exit-code.js';
import type { EndpointOptions } from './find-endpoint.js';
import { errorJson, errorText, type FaultFiles } from './show-error.js';

/** Options that every client command has. */
export interface CommonOptions extends EndpointOptions {
  readonly json?: boolean;
}

/** What an action works with. */
export interface Session {
  readonly client: ApiClient;
  readonly json: boolean;
  /** People look: progress is drawn, and deletes are confirmed. */
  readonly terminal: boolean;
  /** Writes text to standard output. */
  readonly say: (text: string) => void;
  /** Writes a value as one JSON document, indented for people. */
  readonly sayJson: (value: unknown) => void;
}

export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'answer as JSON')
    .option('--endpoint <url>', 'where the API is (or ISOTHERM_ENDPOINT)')
    .option('--token <token>', 'token of the API (or ISOTHERM_TOKEN)')
    .option('--user <name>', 'user who asks (or ISOTHERM_USER), with the password in ISOTHERM_PASSWORD')
    .option('--project <name>', 'project whose stacks are meant (or ISOTHERM_PROJECT; default: default)')
    .option('--data <dir>', 'data directory of the local instance (or ISOTHERM_DATA)');
}

/**
 * Runs an action and sets the exit status: what the action returns, or what its error means.
 * @param files whose faults an error may tell.
 */
export async function runAction(
  options: CommonOptions,
  action: (session: Session) => Promise<number | undefined>,
  files: FaultFiles = {},
): Promise<void> {
  try {
    process.exitCode = (await action(await openSession(options))) ?? exitCodes.ok;
  } catch (error) {
    process.stderr.write(options.json ? errorJson(error) : errorText(error, files));
    process.exitCode = exitCodeOf(error);
  }
}

async function openSession(options: CommonOptions): Promise<Session> {
  const { ApiClient } = await import('./client.js');
  const { findEndpoint, findProject } = await import('./find-endpoint.js');
  const json = options.json === true;
  return {
    client: new ApiClient(findEndpoint(options), findProject(options)),
    json,
    terminal: !json && process.stdout.isTTY,
    say: (text) => {
      process.stdout.write(text);
    },
    sayJson: (value) => {
      process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
  };
}
