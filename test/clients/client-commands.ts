import assert from 'node:assert/strict';
import { run } from './tools.js';

const GROUP = 'openstack.orchestration.v1';

/** All commands that Heat's client adds to OpenStack's, such as `stack list`. */
export async function clientCommands(program: string): Promise<readonly string[]> {
  const args = ['command', 'list', '--group', GROUP, '-f', 'json'];
  const { stdout, stderr } = await run(program, args, { environment: {} });
  const groups = JSON.parse(stdout) as { Commands: string[] }[];
  const commands = groups.flatMap((group) => group.Commands);
  assert.notDeepEqual(commands, [], stderr);
  return commands;
}

/** Those of the commands that are in none of the command lines. */
export function missingIn(lines: readonly string[], commands: readonly string[]): readonly string[] {
  return commands.filter((command) => !lines.some((line) => `${line} `.startsWith(`${command} `)));
}
