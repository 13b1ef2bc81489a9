import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveFleet, type ServedFleet } from './served-fleet.js';
import { findProgram, run, skipWithout } from './tools.js';

/** Where Debian's heat-tempest-plugin keeps what every Heat has to answer. */
const gabbits = '/usr/lib/python3/dist-packages/heat_tempest_plugin/tests/api/gabbits';
const files = ['environments', 'resources', 'resourcetypes', 'softwareconfig', 'stacks', 'templates'];

/** What asks for a route that there may not be yet, by the route: without it that has to fail, with it to pass. */
const awaited: Readonly<Record<string, readonly string[]>> = {
  '/v1/{tenant}/stacks/{stackName}/{stackId}/resources/{resource}/signal': ['resources: signal_resource'],
  '/v1/{tenant}/software_configs': [
    'create_software_config', 'show_config', 'create_software_deployment', 'show_deployment', 'show_deployment_metadata',
    'update_deployment', 'list_software_configs', 'list_software_deployments', 'delete_deployment', 'delete_config',
  ].map((name) => `softwareconfig: ${name}`),
}; // prettier-ignore

describe("Heat's own tests of its API", function () {
  this.timeout(90_000);
  const runner = findProgram('gabbi-run') ?? '';
  let fleet: ServedFleet | undefined;
  let missing: readonly string[] = [];

  before(async function () {
    if (runner === '') skipWithout(this, 'gabbi-run (python3-gabbi)');
    if (!existsSync(gabbits)) skipWithout(this, 'heat-tempest-plugin');
    // They look at a resource that was marked as unhealthy, and do not expect that it is repaired at once.
    fleet = await serveFleet({ drift: { policy: 'report' } });
    const answer = await fetch(new URL('/openapi.json', fleet.endpoint));
    const { paths } = (await answer.json()) as { paths: object };
    missing = Object.entries(awaited).flatMap(([route, names]) => (route in paths ? [] : names));
  });
  after(() => fleet?.close());

  for (const file of files) {
    it(`pass: ${file}`, async () => {
      assert.ok(fleet);
      const environment = { OS_TOKEN: fleet.token, PREFIX: file };
      const input = withoutFixtures(readFileSync(join(gabbits, `${file}.yaml`), 'utf8'));
      const { stdout, stderr } = await run(runner, [fleet.endpoint], { input, environment });
      const said = stdout + stderr;
      assert.match(said, /^Ran [1-9]\d* tests/m);
      const failed = Array.from(said.matchAll(/✗ \S+\.input_(\w+)/g), ([, name]) => `${file}: ${name ?? ''}`);
      const expected = missing.filter((name) => name.startsWith(`${file}: `));
      assert.deepEqual(failed, expected, said);
    });
  }
});

/** They ask Keystone for a token, which we have. */
function withoutFixtures(text: string): string {
  const rest = text.replace(/^fixtures:\n(?: +- \w+\n)+/m, '');
  assert.notEqual(rest, text, 'the files have other fixtures than they had');
  return rest;
}
