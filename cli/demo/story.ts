import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root.js';
import type { ApiClient, StackEvent, StackRef } from '../client.js';
import { Stage } from './stage.js';
import { answers, contentOf, lives, physicalIds, serverOf } from './world.js';

/** Limits, so that a story that goes wrong ends. */
const CREATE_MS = 30_000;
const REPAIR_MS = 20_000;
const UPDATE_MS = 20_000;
const DELETE_MS = 15_000;

export interface StoryOptions {
  readonly client: ApiClient;
  /** A directory that does not exist yet. */
  readonly dataDirectory: string;
  readonly out: NodeJS.WriteStream;
  /** End after the deployment. */
  readonly keep: boolean;
}

/** Tells the demo's story and verifies each step. Answers how many verifications failed. */
export async function tellStory(options: StoryOptions): Promise<number> {
  const story = new Story(options);
  try {
    await story.deploy();
    if (!options.keep) {
      await story.drift();
      await story.update();
      await story.remove();
    }
  } finally {
    await story.end();
  }
  return story.failed;
}

class Story {
  failed = 0;
  private stage: Stage | undefined;
  private url = '';
  private readonly template = readFileSync(join(packageRoot, 'examples', 'hello', 'hello.yaml'), 'utf8');
  private readonly config: string;

  constructor(private readonly options: StoryOptions) {
    this.config = join(options.dataDirectory, 'config.json');
  }

  async deploy(): Promise<void> {
    this.say(
      '\n1. Deploy examples/hello/hello.yaml: two servers, a front that balances over them, a check that must pass\n',
    );
    const ref = await this.options.client.createStack('hello', this.goal({ greeting: 'Hello' }));
    const stage = new Stage(this.options.client, ref, this.options.out);
    this.stage = stage;
    const stack = await stage.until(
      'the deployment',
      ({ stack_status: status }) => !status.endsWith('IN_PROGRESS'),
      CREATE_MS,
    );
    const url = stack.outputs?.find(({ output_key: key }) => key === 'url')?.output_value;
    this.url = typeof url === 'string' ? url : '';
    this.verify(stack.stack_status === 'CREATE_COMPLETE', `the stack is ${stack.stack_status}`);
    const texts = await answers(this.url);
    this.verify(
      texts.length === 2 && texts.every((text) => text.startsWith('Hello')) && texts[0] !== texts[1],
      `${this.url} answers in turn: ${texts.join(' | ')}`,
    );
  }

  async drift(): Promise<void> {
    const { client } = this.options;
    const { stage, ref } = this.current;
    this.say('\n2. Kill one server with SIGKILL, and edit the configuration by hand\n');
    const before = await physicalIds(client, ref);
    const victim = await serverOf(client, ref, 'server_a');
    const content = contentOf(this.config);
    const since = stage.mark();
    process.kill(victim.pid, 'SIGKILL');
    appendFileSync(this.config, 'edited by hand\n');
    const repaired = () => {
      const events = since();
      return has(events, 'server_a', 'CREATE_COMPLETE') && has(events, 'config', 'UPDATE_COMPLETE');
    };
    await stage.until(
      'the repair',
      ({ convergence }) => repaired() && convergence === 'converged',
      REPAIR_MS,
    );
    const after = await physicalIds(client, ref);
    const fresh = await serverOf(client, ref, 'server_a');
    this.verify(
      has(since(), 'server_a', 'CHECK_FAILED') && has(since(), 'config', 'CHECK_FAILED'),
      'both were noticed',
    );
    this.verify(
      !lives(victim.pid) && fresh.pid !== victim.pid && lives(fresh.pid),
      `server_a runs again: pid ${String(victim.pid)} is now ${String(fresh.pid)}`,
    );
    this.verify(contentOf(this.config) === content, 'the configuration is as it was');
    const replaced = changedNames(before, after);
    this.verify(replaced.join() === 'server_a', `replaced: ${replaced.join(', ')}; nothing else`);
    const texts = await answers(this.url);
    this.verify(
      texts.every((text) => text.startsWith('Hello')) && texts[0] !== texts[1],
      `${this.url} answers: ${texts.join(' | ')}`,
    );
  }

  async update(): Promise<void> {
    const { client } = this.options;
    const { stage, ref } = this.current;
    this.say(
      '\n3. Change two parameters: greeting, which is changed in place, and password_salt, which needs a new password\n',
    );
    const before = await physicalIds(client, ref);
    const since = stage.mark();
    const revision = await client.updateStack(
      ref,
      this.goal({ greeting: 'Good morning', password_salt: 'pepper' }),
    );
    const stack = await stage.until(
      'the update',
      (now) => now.revision >= revision && !now.stack_status.endsWith('IN_PROGRESS'),
      UPDATE_MS,
    );
    const after = await physicalIds(client, ref);
    const replaced = changedNames(before, after);
    const updated = [...after.keys()].filter(
      (name) => !replaced.includes(name) && has(since(), name, 'UPDATE_COMPLETE'),
    );
    const untouched = [...after.keys()].filter((name) => !replaced.includes(name) && !updated.includes(name));
    this.say(
      `   changed in place   ${updated.join(', ')}\n   replaced           ${replaced.join(', ')}\n   left alone         ${untouched.join(', ')}\n`,
    );
    this.verify(stack.stack_status === 'UPDATE_COMPLETE', `the stack is ${stack.stack_status}`);
    this.verify(replaced.join() === 'password', 'only the password was replaced');
    this.verify(
      updated.includes('config') && updated.includes('server_a') && updated.includes('server_b'),
      'configuration and servers were changed in place',
    );
    const texts = await answers(this.url);
    this.verify(
      texts.every((text) => text.startsWith('Good morning')),
      `${this.url} answers: ${texts.join(' | ')}`,
    );
  }

  async remove(): Promise<void> {
    const { client } = this.options;
    const { stage, ref } = this.current;
    this.say('\n4. Delete the stack\n');
    const servers = await Promise.all(
      ['server_a', 'server_b', 'front'].map((name) => serverOf(client, ref, name)),
    );
    await client.deleteStack(ref);
    const stack = await stage.until(
      'the delete',
      ({ stack_status: status }) => !status.endsWith('IN_PROGRESS'),
      DELETE_MS,
    );
    this.verify(stack.stack_status === 'DELETE_COMPLETE', `the stack is ${stack.stack_status}`);
    const living = servers.filter(({ pid }) => lives(pid)).map(({ name }) => name);
    this.verify(living.length === 0, `processes left: ${living.join(', ') || 'none'}`);
    this.verify(
      !existsSync(this.options.dataDirectory),
      `files left: ${existsSync(this.options.dataDirectory) ? this.options.dataDirectory : 'none'}`,
    );
    const [silence] = await answers(this.url);
    this.verify(silence === '', `${this.url} does not answer any more`);
  }

  async end(): Promise<void> {
    await this.stage?.close();
  }

  private get current(): { readonly stage: Stage; readonly ref: StackRef } {
    if (!this.stage) throw new Error('nothing was deployed');
    return { stage: this.stage, ref: this.stage.ref };
  }

  private goal(parameters: Record<string, string>) {
    const app = { app_dir: join(packageRoot, 'examples', 'hello'), node: process.execPath };
    return {
      template: this.template,
      parameters: { ...app, data_dir: this.options.dataDirectory, ...parameters },
    };
  }

  private verify(holds: boolean, what: string): void {
    if (!holds) this.failed += 1;
    this.say(`   ${holds ? '✔' : '✖'} ${what}\n`);
  }

  private say(text: string): void {
    this.options.out.write(text);
  }
}

function has(events: readonly StackEvent[], resource: string, status: string): boolean {
  return events.some((event) => event.resource_name === resource && event.resource_status === status);
}

function changedNames(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...after].filter(([name, id]) => before.get(name) !== id).map(([name]) => name);
}
