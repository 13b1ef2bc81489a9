import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveFleet, type ServedFleet } from './served-fleet.js';
import { findProgram, run, skipWithout } from './tools.js';

/** Where Debian's heat-tempest-plugin keeps what every Heat has to answer. */
const gabbits = '/usr/lib/python3/dist-packages/heat_tempest_plugin/tests/api/gabbits';
const files = ['environments', 'resources', 'resourcetypes', 'softwareconfig', 'stacks', 'templates'];

describe("Heat's own tests of its API", function () {
  this.timeout(90_000);
  const runner = findProgram('gabbi-run') ?? '';
  let fleet: ServedFleet | undefined;

  before(async function () {
    if (runner === '') skipWithout(this, 'gabbi-run (python3-gabbi)');
    if (!existsSync(gabbits)) skipWithout(this, 'heat-tempest-plugin');
    // They look at a resource that was marked as unhealthy, and do not expect that it is repaired at once.
    fleet = await serveFleet({ drift: { policy: 'report' } });
  });
  after(() => fleet?.close());

  for (const file of files) {
    it(`pass: ${file}`, async () => {
      assert.ok(fleet);
      const environment = { OS_TOKEN: fleet.token, PREFIX: file };
      const input = withoutFixtures(readFileSync(join(gabbits, `${file}.yaml`), 'utf8'));
      const { code, stdout, stderr } = await run(runner, [fleet.endpoint], { input, environment });
      const said = stdout + stderr;
      assert.match(said, /^Ran [1-9]\d* tests/m);
      assert.equal(code, 0, said);
    });
  }
});

/** They ask Keystone for a token, which we have. */
function withoutFixtures(text: string): string {
  const rest = text.replace(/^fixtures:\n(?: +- \w+\n)+/m, '');
  assert.notEqual(rest, text, 'the files have other fixtures than they had');
  return rest;
}
