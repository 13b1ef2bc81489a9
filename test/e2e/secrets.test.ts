import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { waitFor } from '../support/wait-for.js';
import { Fleet } from './fleet.js';

/** Distinctive enough to be found wherever they leak to. */
const GIVEN = 'giv3n-s3cret-Zq81';
const DEFAULT = 'd3fault-s3cret-Wm27';
const CHANGED = 'chang3d-s3cret-Kt53';

describe('secrets of a stack (R15)', function () {
  this.timeout(120_000);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-secrets-'));
  const world = join(directory, 'world');
  const texts = new Map<string, string>();
  let secrets: string[] = [];
  let fleet: Fleet;
  let database: TestDatabase;
  let collector: OtlpReceiver;

  before(async () => {
    database = await freshDatabase();
    mkdirSync(world);
    collector = await OtlpReceiver.start();
    fleet = await Fleet.prepare(directory, database.url, {
      engineLog: { level: 'debug' },
      environment: {
        ...process.env,
        ...collector.environment,
      },
    });
    await fleet.up();
  });

  after(async () => {
    await fleet.stop();
    await collector.stop();
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('are where the user asks for them, and nowhere else', async () => {
    const stack = await create('keeper', { given: GIVEN });
    await reach(stack, 'CREATE_FAILED');
    const { outputs, files } = await asked(stack);
    const random = String(outputs['random']);
    assert.match(random, /^\w{20}$/);
    assert.equal(outputs['composed'], `given=${GIVEN} random=${random}`);
    assert.equal(files, `${GIVEN}:${DEFAULT}:${random}`);
    secrets = [GIVEN, DEFAULT, random];
    await look(stack, 'after the create');

    await call('PATCH', stack, { parameters: { given: CHANGED } });
    await reach(stack, 'UPDATE_FAILED');
    assert.match((await asked(stack)).files, new RegExp(`^${CHANGED}:`));
    secrets.push(CHANGED);
    await look(stack, 'after the update');

    await call('DELETE', stack);
    await reach(stack, 'DELETE_COMPLETE');
    await dump('after the delete');
    // The errors that hold them are told there too.
    assert.ok(collector.spans.some(({ message }) => message.includes('they are ******')));
    mustBeClean();
  });

  it('are not told by the refusal of a goal', async () => {
    const body = { stack_name: 'refused', template: template(world), parameters: { given: 'sh0rt-Bv' } };
    const { status, text } = await send('POST', '/stacks', body);
    assert.equal(status, 400);
    assert.ok(!text.includes('sh0rt-Bv'), text);
  });

  async function create(name: string, parameters: object): Promise<string> {
    const body = { stack_name: name, template: template(world), parameters };
    const { stack } = await call<{ stack: { id: string } }>('POST', '/stacks', body);
    return `/stacks/${name}/${stack.id}`;
  }

  /** What the template's outputs say, and what the file holds. */
  async function asked(path: string): Promise<{ outputs: Record<string, unknown>; files: string }> {
    const { stack } = await call<{ stack: { outputs: { output_key: string; output_value: unknown }[] } }>(
      'GET',
      path,
    );
    const outputs = Object.fromEntries(stack.outputs.map((one) => [one.output_key, one.output_value]));
    return { outputs, files: readFileSync(join(world, 'secret'), 'utf8') };
  }

  /** Everything that can be seen without asking for the secret itself. */
  async function look(path: string, when: string): Promise<void> {
    for (const below of ['?resolve_outputs=false', '/resources', '/events', '/why', '/outputs', '']) {
      const { text } = await send('GET', `${path}${below}`);
      const shown = below === '' ? withoutOutputs(text) : text;
      texts.set(`${when}: GET ${below}`, shown);
    }
    for (const name of ['given', 'random', 'composed', 'file', 'failing', 'grumbling']) {
      texts.set(`${when}: ${name}`, (await send('GET', `${path}/resources/${name}`)).text);
      texts.set(`${when}: logs of ${name}`, (await send('GET', `${path}/resources/${name}/logs`)).text);
    }
    await dump(when);
    mustBeClean();
  }

  async function dump(when: string): Promise<void> {
    const client = new pg.Client(database.connection);
    await client.connect();
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r' AND nspname = 'public'`,
    );
    assert.ok(tables.length >= 11);
    for (const { name } of tables) {
      const { rows } = await client.query<{ line: string }>(`SELECT row::text AS line FROM ${name} AS row`);
      texts.set(`${when}: table ${name}`, rows.map(({ line }) => line).join('\n'));
    }
    await client.end();
    texts.set(`${when}: spans`, collector.text);
    for (const file of readdirSync(join(directory, 'logs')))
      texts.set(`${when}: ${file}`, readFileSync(join(directory, 'logs', file), 'utf8'));
  }

  function mustBeClean(): void {
    const leaks: string[] = [];
    for (const [where, text] of texts)
      for (const secret of secrets) {
        const at = text.indexOf(secret);
        if (at >= 0) leaks.push(`${where}: …${text.slice(Math.max(0, at - 150), at + secret.length + 20)}…`);
      }
    texts.clear();
    assert.deepEqual(leaks, []);
  }

  async function reach(path: string, wanted: string): Promise<void> {
    let last = '';
    const reached = async () => {
      last = (await send('GET', path)).text;
      return last.includes(`"stack_status":"${wanted}"`);
    };
    await waitFor(reached, `${wanted}`, 60_000).catch((error: unknown) => {
      throw new Error(`the stack is ${last}`, { cause: error });
    });
  }

  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const { status, text } = await send(method, path, body);
    assert.ok(status < 300, `${method} ${path} answered ${String(status)}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async function send(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${fleet.restUrl()}/v1/default${path}`, {
      method,
      headers: { 'x-auth-token': fleet.token, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  }
});

function withoutOutputs(text: string): string {
  const { stack } = JSON.parse(text) as { stack: object };
  return JSON.stringify({ ...stack, outputs: [] });
}

/** Values made of secrets in every way there is, one thing that fails over them, and one that grumbles about them. */
function template(world: string): object {
  const all = {
    str_replace: {
      template: 'given=$g random=$r',
      params: { $g: { get_param: 'given' }, $r: { get_attr: ['random', 'value'] } },
    },
  };
  const env = {
    GIVEN: { get_param: 'given' },
    BY_DEFAULT: { get_param: 'default' },
    RANDOM: { get_attr: ['random', 'value'] },
    ALL: { get_attr: ['composed', 'value'] },
  };
  const say = 'echo "they are $GIVEN $BY_DEFAULT $RANDOM $ALL"';
  return {
    heat_template_version: '2016-10-14',
    parameters: {
      given: { type: 'string', hidden: true, constraints: [{ length: { min: 10 } }] },
      default: { type: 'string', hidden: true, default: DEFAULT },
    },
    resources: {
      random: { type: 'OS::Heat::RandomString', properties: { length: 20 } },
      given: { type: 'OS::Heat::Value', properties: { value: { get_param: 'given' } } },
      composed: { type: 'OS::Heat::Value', properties: { value: all } },
      file: {
        type: 'Local::File',
        properties: {
          path: join(world, 'secret'),
          content: {
            list_join: [
              ':',
              [{ get_attr: ['given', 'value'] }, { get_param: 'default' }, { get_attr: ['random', 'value'] }],
            ],
          },
        },
        metadata: { note: { get_param: 'given' } },
      },
      grumbling: {
        type: 'Local::Command',
        properties: { command: '/bin/sh', args: ['-c', `${say}; ${say} >&2`], env },
      },
      failing: {
        type: 'Local::Command',
        properties: { command: '/bin/sh', args: ['-c', `${say} >&2; exit 3`], env },
      },
      partly: {
        type: 'Local::Command',
        properties: {
          command: '/bin/sh',
          args: ['-c', 'echo "$WHOLE" | sed "s/.*given=//" >&2; exit 4'],
          env: { WHOLE: { get_attr: ['composed', 'value'] } },
        },
      },
    },
    outputs: {
      random: { value: { get_attr: ['random', 'value'] } },
      composed: { value: { get_attr: ['composed', 'value'] } },
    },
  };
}
