import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPassword } from '../../lib/users/password.js';
import { parseUsers } from '../../lib/users/user-file.js';
import { identityServer, type IdentityServer } from '../support/identity-server.js';
import { twoThings } from '../support/rest-harness.js';
import { cliMain, runCli } from '../support/run-cli.js';

describe('CLI: users', function () {
  this.timeout(30_000);
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'isotherm-users-'));
    file = join(directory, 'users');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const cli = (args: readonly string[], input = '') => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cliMain, 'user', ...args, '--file', file], { input, encoding: 'utf8' }); // prettier-ignore
    return { code: status, out: stdout, err: stderr };
  };
  const users = () => parseUsers(readFileSync(file, 'utf8'), file);

  it('makes users that only their owner can read, and shows no password', async () => {
    assert.equal(
      cli(['add', 'ann', '--project', 'shop', '--role', 'member', '--role', 'deployer'], 'long enough\n')
        .code,
      0,
    );
    assert.equal(cli(['add', 'root', '--role', 'admin'], 'long enough too').code, 0);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.ok(await checkPassword('long enough', users().get('ann')!.hash));
    assert.equal(cli(['list']).out, 'USER  ROLES\nann   shop: member, deployer\nroot  default: admin\n');
  });

  it('changes passwords and roles, removes users, and leaves everything else in the file as it is', async () => {
    cli(['add', 'ann', '--project', 'shop'], 'long enough\n');
    const others = '# kept\nben:$2b$05$nWOqaVlV7CYB0ccK0hGISOycv0om.MLEAav1i3VF2S3f.TjMUchfi:lab=reader\n';
    writeFileSync(file, others + readFileSync(file, 'utf8'), { mode: 0o600 });
    assert.equal(cli(['password', 'ann'], 'another one\n').code, 0);
    assert.ok(await checkPassword('another one', users().get('ann')!.hash));
    cli(['grant', 'ann', 'lab', 'reader']);
    cli(['grant', 'ann', 'shop']);
    assert.deepEqual([...users().get('ann')!.projects], [['lab', ['reader']]]);
    cli(['remove', 'ann']);
    assert.equal(readFileSync(file, 'utf8'), others);
  });

  it('refuses what cannot be, with 2, and changes nothing', () => {
    cli(['add', 'ann'], 'long enough\n');
    const before = readFileSync(file, 'utf8');
    const refused: [readonly string[], RegExp][] = [
      [['add', 'ann'], /There is a user "ann" already/],
      [['add', 'a:b'], /cannot be the name of a user/],
      [['add', 'cid', '--project', 'a=b'], /cannot be the name of a project or role/],
      [['grant', 'ann', 'shop', 'a,b'], /cannot be the name of a project or role/],
      [['password', 'ben'], /There is no user "ben"/],
      [['remove', 'ben'], /There is no user "ben"/],
    ];
    for (const [args, wanted] of refused) {
      const { code, err } = cli(args, 'long enough\n');
      assert.equal(code, 2, args.join(' '));
      assert.match(err, wanted);
    }
    assert.match(cli(['add', 'cid'], 'short\n').err, /less than 8 characters/);
    assert.equal(readFileSync(file, 'utf8'), before);
  });

  for (const kind of ['basic', 'embedded']) {
    it(`log in by name and password, with identity ${kind}, to their project`, async () => {
      cli(['add', 'ann', '--project', 'shop'], 'long enough\n');
      const server: IdentityServer = await identityServer({ identity: { kind, userFile: file } });
      await server.useCases.createStack('shop', { name: 'front', template: twoThings });
      const env = { ISOTHERM_ENDPOINT: server.url, ISOTHERM_USER: 'ann', ISOTHERM_PASSWORD: 'long enough' };
      const list = (more: object = {}) =>
        runCli(['stack', 'list'], { ...env, ISOTHERM_PROJECT: 'shop', ...more });
      assert.match((await list()).out, /front/);
      assert.match((await runCli(['stack', 'list', '--project', 'shop', '--user', 'ann'], { ...env, ISOTHERM_USER: '' })).out, /front/); // prettier-ignore
      const wrong = await list({ ISOTHERM_PASSWORD: 'wrong' });
      assert.equal(wrong.code, 3);
      assert.match(wrong.err, /password is another one/);
      assert.match((await list({ ISOTHERM_PROJECT: 'lab' })).err, /"lab" is not a project of yours/);
      assert.match((await list({ ISOTHERM_PASSWORD: undefined })).err, /set ISOTHERM_PASSWORD/);
      // The token of the installation goes before.
      assert.match(
        (await list({ ISOTHERM_TOKEN: readFileSync(server.tokenFile, 'utf8').trim() })).out,
        /front/,
      );
      await server.close();
    });
  }
});
