import assert from 'node:assert/strict';
import { logIn, type Role } from './log-in.js';
import type { ServedFleet } from './served-fleet.js';
import { run, start } from './tools.js';

/** What a command has said. */
export interface Said {
  /** Errors too. */
  readonly text: string;
  /** With `-f json`; what comes before it, as with `--wait`, is left out. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any;
}

const MARK = 'that-was-it';

/**
 * OpenStack's client, logged in without a Keystone. A process takes longer to start than most commands take, so that one runs many, in
 * order; one that fails does not keep back those after it.
 */
export async function openstack(
  program: string,
  fleet: ServedFleet,
  commands: readonly string[],
  role: Role = 'member',
): Promise<readonly Said[]> {
  const input = commands.map((command) => `${command}\nshell echo ${MARK}\n`).join('');
  const environment = as(fleet, role);
  const { stdout } = await run('/bin/sh', ['-c', 'exec "$0" 2>&1', program], { input, environment });
  const texts = stdout.split(`${MARK}\n`);
  assert.equal(texts.length, commands.length + 1, stdout);
  return texts.slice(0, -1).map(said);
}

function as({ url }: ServedFleet, role: Role) {
  // Errors and the rest come in one stream, in their order.
  return { ...logIn(url, 'default', role), PYTHONUNBUFFERED: '1' };
}

/** A command that goes on until it is stopped. */
export interface Followed {
  /** What it has said so far. */
  text(): string;
  /** As by a key; with its exit code. Once it is done, nothing. */
  stop(): Promise<number | null>;
}

export function follow(program: string, fleet: ServedFleet, command: string): Followed {
  const child = start(program, command.split(' '), as(fleet, 'member'));
  return {
    text: () => child.said.stdout,
    stop() {
      child.process.kill('SIGINT');
      return child.code;
    },
  };
}

function said(text: string): Said {
  return {
    text: text.trim(),
    get json(): unknown {
      const start = /^[[{]/m.exec(text)?.index;
      assert.notEqual(start, undefined, text);
      return JSON.parse(text.slice(start));
    },
  };
}
