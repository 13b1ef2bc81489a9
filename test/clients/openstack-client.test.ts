import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../support/wait-for.js';
import { asking } from './cases/ask.js';
import { changing } from './cases/change.js';
import type { Case, Known } from './cases/checks.js';
import { merging } from './cases/environments.js';
import { files } from './cases/files.js';
import { cancelling, clearing, holding, holdingAgain, signalling } from './cases/hooks.js';
import { keeping, returning } from './cases/keep.js';
import { making } from './cases/make.js';
import { overseeing, overseeingAsMember } from './cases/oversee.js';
import { clientCommands, missingIn } from './client-commands.js';
import type { Role } from './log-in.js';
import { follow, openstack, type Followed, type Said } from './openstack.js';
import { serveFleet, type ServedFleet } from './served-fleet.js';
import { findProgram, run, skipWithout } from './tools.js';

/** It never ends, and looks every five seconds. */
const FOLLOW = 'stack event list held --follow';

describe("OpenStack's client", function () {
  this.timeout(120_000);
  const program = findProgram('openstack') ?? '';
  /** What later commands name. */
  const known: Known = {};
  const lines: string[] = [];
  let fleet: ServedFleet;
  let followed: Followed | undefined;

  before(async function () {
    if (program === '') skipWithout(this, 'openstack (python3-openstackclient)');
    const { stdout } = await run(program, ['help', 'stack', 'list'], { environment: {} });
    if (!stdout.includes('--tag-mode')) skipWithout(this, 'openstack stack (python3-heatclient)');
    fleet = await serveFleet();
    known['directory'] = fleet.directory;
    for (const [name, text] of Object.entries(files)) writeFileSync(join(fleet.directory, name), text);
  });
  after(async () => {
    await followed?.stop();
    await (fleet as ServedFleet | undefined)?.close();
  });

  const resolved = (command: string) =>
    command
      .replaceAll(/@([\w.]+)/g, (_, name: string) => join(fleet.directory, name))
      .replaceAll(/<(\w+)>/g, (_, name: string) => known[name] ?? name);

  /** Once all is ready for them the commands run, one after the other, before the first case looks at what its one has said. */
  const inOrder = (about: string, cases: readonly Case[], ready?: () => Promise<void>, role?: Role) => {
    lines.push(...cases.map(([command]) => command));
    describe(about, () => {
      let heard: readonly Said[] = [];
      before(async () => {
        await ready?.();
        heard = await openstack(
          program,
          fleet,
          cases.map(([command]) => resolved(command)),
          role,
        );
      });
      cases.forEach(([command, check], index) => {
        it(`${command}`, () => {
          const said = heard[index];
          assert.ok(said);
          check(said, known);
        });
      });
    });
  };

  const ask = async (path: string) => {
    const headers = { 'x-auth-token': fleet.token };
    const answer = await fetch(`${fleet.endpoint}/stacks/${path}`, { headers });
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    return { status: answer.status, json: (await answer.json()) as any };
  };
  const isForgotten = (stack: string) =>
    waitFor(async () => (await ask(stack)).status === 404, `${stack} to be forgotten`);
  /** The stack held waits with its resource web for a hook, or for none. */
  const heldIs = (status: string, hook: string | null = null) =>
    waitFor(
      async () => {
        const { stack } = (await ask('held')).json;
        const { resource } = (await ask(`held/${String(stack.id)}/resources/web`)).json;
        return stack.stack_status === status && resource.held_by_hook === hook;
      },
      `held to be ${status} and held by ${hook ?? 'nothing'}`,
    );

  inOrder('asks what there is', asking);
  inOrder('makes a stack, and looks at it', making);
  inOrder('may not see those of others', overseeingAsMember);
  inOrder('sees all, as an admin', overseeing, undefined, 'admin');
  inOrder('changes it', changing);
  inOrder('keeps it, and gives one away', keeping);
  inOrder('takes it back', returning, () => isForgotten('other'));
  inOrder('merges environments', merging);

  inOrder('holds a stack', holding);
  inOrder('lets it go on', signalling, async () => {
    await heldIs('CREATE_IN_PROGRESS', 'pre-create');
    const events = follow(program, fleet, FOLLOW);
    followed = events;
    await waitFor(() => events.text().includes('paused until'), 'the events so far', 30_000);
  });

  describe('follows what happens', () => {
    it(FOLLOW, async () => {
      const events = followed;
      assert.ok(events);
      const done = /\[held\]: CREATE_COMPLETE/;
      await waitFor(() => done.test(events.text()), 'the last event', 30_000);
      assert.match(events.text(), /\[held\.web\]: INIT_COMPLETE {2}CREATE paused until Hook pre-create is cleared\n/); // prettier-ignore
      assert.equal(await events.stop(), 0);
      const told = events.text().trimEnd().split('\n');
      assert.deepEqual(told, [...new Set(told)], 'an event comes once');
    });
  });
  lines.push(FOLLOW);

  inOrder('holds an update', holdingAgain, () => heldIs('CREATE_COMPLETE'));
  inOrder('lets that go on', clearing, () => heldIs('UPDATE_IN_PROGRESS', 'pre-update'));
  inOrder('breaks an update off', cancelling, () => heldIs('UPDATE_COMPLETE'));

  it('has no other commands, but for software, which has a test of its own', async () => {
    const commands = await clientCommands(program);
    const ours = commands.filter((command) => !command.startsWith('software '));
    assert.deepEqual(missingIn(lines, ours), []);
  });
});
