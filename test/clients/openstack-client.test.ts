import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openstack, type Said } from './openstack.js';
import { serveFleet, type ServedFleet } from './served-fleet.js';
import { findProgram, run, skipWithout } from './tools.js';

const shop = `heat_template_version: 2016-10-14
description: A shop
parameters:
  text: {type: string, default: hello}
  secret: {type: string, hidden: true, default: hush}
parameter_groups: [{label: All, description: '', parameters: [text, secret]}]
resources:
  db: {type: OS::Heat::TestResource, properties: {value: {get_param: text}}, metadata: {tier: data}}
  web: {type: OS::Heat::TestResource, properties: {value: {get_attr: [db, output]}}}
outputs:
  said: {description: What it says, value: {get_attr: [web, output]}}
  list: {value: [1, {a: 2}]}
`;
const broken = `heat_template_version: 2016-10-14
resources:
  bad: {type: OS::Heat::TestResource, properties: {fail: true}}
`;

type Cases = readonly (readonly [command: string, check: (said: Said) => void])[];

describe("OpenStack's client", function () {
  this.timeout(120_000);
  const program = findProgram('openstack') ?? '';
  let fleet: ServedFleet;

  before(async function () {
    if (program === '') skipWithout(this, 'openstack (python3-openstackclient)');
    const { stdout } = await run(program, ['help', 'stack', 'list'], { environment: {} });
    if (!stdout.includes('--tag-mode')) skipWithout(this, 'openstack stack (python3-heatclient)');
    fleet = await serveFleet();
    for (const [name, text] of Object.entries({
      'shop.yaml': shop,
      'broken.yaml': broken,
      'unknown.yaml': broken.replace('TestResource', 'Unknown'),
      'env.yaml': 'parameters: {text: from the environment}\n',
    }))
      writeFileSync(join(fleet.directory, name), text);
  });
  after(() => (fleet as ServedFleet | undefined)?.close());

  /** The commands run one after the other before the first case looks at what its one has said. `@x`: the file x. */
  const inOrder = (about: string, cases: Cases | (() => Cases)) => {
    describe(about, () => {
      const listed = typeof cases === 'function' ? cases() : cases;
      let heard: readonly Said[] = [];
      before(async () => {
        const commands = listed.map(([command]) => resolved(command));
        heard = await openstack(program, fleet, commands);
      });
      listed.forEach(([command, check], index) => {
        it(`${command}`, () => {
          const said = heard[index];
          assert.ok(said);
          check(said);
        });
      });
    });
  };
  /** What later commands name: ids that earlier ones have told. */
  const known: Record<string, string> = {};
  const resolved = (command: string) =>
    command
      .replaceAll(/@([\w.]+)/g, (_, name: string) => join(fleet.directory, name))
      .replaceAll(/<(\w+)>/g, (_, name: string) => known[name] ?? name);

  /** Of resources in a table, where the client writes JSON into JSON. */
  const namesIn = (text: string) =>
    (JSON.parse(text) as { resource_name: string }[]).map((each) => each.resource_name).sort();
  const names =
    (key: string, ...expected: string[]) =>
    ({ json }: Said) => {
      assert.deepEqual(
        (json as Record<string, string>[]).map((each) => each[key]),
        expected,
      );
    };
  const isStack =
    (status: string) =>
    ({ json }: Said) => {
      assert.equal(json.stack_status, status);
    };
  const fails =
    (pattern: RegExp) =>
    ({ text }: Said) => {
      assert.match(text, pattern);
    };
  const isQuiet = ({ text }: Said) => {
    assert.equal(text, '');
  };

  inOrder('asks what there is', [
    ['orchestration build info -f json', ({ json }) => assert.match(json.api + json.engine, /revision[^]*revision/)],
    ['orchestration service list -f json', ({ json }) => {
      assert.deepEqual(json.map((each: Record<string, string>) => `${each['Binary']} ${each['Status']}`).sort(), [
        'isotherm-engine up', 'isotherm-observer up', 'isotherm-worker up',
      ]);
    }],
    ['orchestration template version list -f json', ({ json }) => assert.equal(json.length, 13)],
    ['orchestration template function list heat_template_version.2013-05-23 -f json', ({ json }) => {
      assert.ok(json.some((each: Record<string, string>) => each['Functions'] === 'Fn::GetAZs'));
    }],
    ['orchestration template function list heat_template_version.pike --with_conditions -f json', ({ json }) => {
      assert.ok(json.some((each: Record<string, string>) => each['Functions'] === 'equals'));
    }],
    ['orchestration template function list none', fails(/Template version not found: none/)],
    ['orchestration resource type list --filter name=OS::Heat::Val -f json', names('Resource Type', 'OS::Heat::Value')],
    ['orchestration resource type list --filter name=OS::Heat::Val --long -f json', ({ json }) => {
      assert.deepEqual(Object.keys(json[0]), ['Resource Type', 'Description']);
    }],
    ['orchestration resource type show OS::Heat::Value -f json', ({ json }) => assert.equal(json.properties.value.required, true)],
    ['orchestration resource type show OS::Heat::Value --long -f json', ({ json }) => assert.match(json.description, /\w/)],
    ['orchestration resource type show OS::Heat::Value --template-type hot -f json', ({ json }) => {
      assert.equal(json.resources.Value.type, 'OS::Heat::Value');
    }],
    ['orchestration resource type show OS::Heat::Value --template-type cfn -f json', ({ json }) => {
      assert.equal(json.Resources.Value.Type, 'OS::Heat::Value');
    }],
    ['orchestration resource type show OS::None', fails(/Resource type not found: OS::None/)],
    ['orchestration template validate -t @shop.yaml --parameter text=given --show-nested -f json', ({ json }) => {
      assert.deepEqual([json.Description, json.Parameters.text.Value, json.ParameterGroups[0].label], ['A shop', 'given', 'All']);
    }],
    ['orchestration template validate -t @unknown.yaml --ignore-errors 99001', fails(/Resource Type \(OS::Heat::Unknown\) could not be found/)],
    ['orchestration template validate -t @shop.yaml --ignore-errors 1', fails(/Invalid codes in ignore_errors/)],
  ]); // prettier-ignore

  inOrder('makes a stack, and looks at it', [
    ['stack create shop -t @shop.yaml --dry-run -f json', ({ json }) => assert.deepEqual(namesIn(json.resources), ['db', 'web'])],
    ['stack create shop -t @shop.yaml -e @env.yaml --parameter text=mine --timeout 5 --enable-rollback --tags red,blue --wait -f json', isStack('CREATE_COMPLETE')],
    ['stack create shop -t @shop.yaml', fails(/The Stack \(shop\) already exists/)],
    ['stack create other -t @shop.yaml --tags red --wait -f json', isStack('CREATE_COMPLETE')],
    ['stack list -f json', names('Stack Name', 'other', 'shop')],
    ['stack list --property name=shop -f json', names('Stack Name', 'shop')],
    ['stack list --property status=FAILED -f json', names('Stack Name')],
    ['stack list --tags red,blue -f json', names('Stack Name', 'shop')],
    ['stack list --tags red,blue --tag-mode any -f json', names('Stack Name', 'other', 'shop')],
    ['stack list --tags red,blue --tag-mode not -f json', names('Stack Name', 'other')],
    ['stack list --tags red,blue --tag-mode not-any -f json', names('Stack Name')],
    ['stack list --sort stack_name:desc -f json', names('Stack Name', 'shop', 'other')],
    ['stack list --limit 1 -f json', names('Stack Name', 'other')],
    ['stack list --long -f json', ({ json }) => assert.ok('Stack Owner' in json[0])],
    ['stack list --short -f json', ({ json }) => assert.deepEqual(['Stack Status' in json[0], 'Creation Time' in json[0]], [true, false])],
    ['stack list --nested --hidden --deleted --all-projects -f json', ({ json }) => assert.ok(json.length >= 2)],
    ['stack show shop -f json', ({ json }) => {
      known['id'] = json.id;
      assert.deepEqual(
        [json.description, json.parameters.text, json.parameters.secret, json.tags, json.timeout_mins, json.disable_rollback, json.outputs.length],
        ['A shop', 'mine', '******', ['red', 'blue'], 5, false, 2],
      );
    }],
    ['stack show shop --no-resolve-outputs -f json', ({ json }) => assert.equal('outputs' in json, false)],
    ['stack show none', fails(/Stack not found: none/)],
    ['stack template show shop -f json', ({ json }) => assert.equal(json.heat_template_version, '2016-10-14')],
    ['stack output list shop -f json', names('output_key', 'said', 'list')],
    ['stack output show shop said -f json', ({ json }) => assert.equal(json.output_value, 'mine')],
    ['stack output show shop --all -f json', ({ json }) => assert.match(json.list, /"a": 2/)],
    ['stack output show shop none', fails(/Stack shop or output none not found/)],
    ['stack resource list shop -f json', names('resource_name', 'db', 'web')],
    ['stack resource list shop --long -n 2 -f json', names('resource_name', 'db', 'web')],
    ['stack resource list shop --filter name=web --filter status=COMPLETE -f json', names('resource_name', 'web')],
    ['stack resource list shop --filter colour=red', fails(/Invalid filter parameters \['colour'\]/)],
    ['stack resource show shop web -f json', ({ json }) => assert.equal(json.attributes.output, 'mine')],
    ['stack resource show shop web --with-attr output -f json', ({ json }) => assert.equal(json.attributes.output, 'mine')],
    ['stack resource show shop none', fails(/Stack or resource not found: shop none/)],
    ['stack resource metadata shop db -f json', ({ json }) => assert.equal(json.tier, 'data')],
    ['stack event list shop --sort event_time:asc -f json', ({ json }) => {
      known['event'] = json.find((each: Record<string, string>) => each['resource_name'] === 'web').id;
      assert.equal(json.length, 6);
    }],
    ['stack event list shop --resource web -f json', ({ json }) => assert.equal(json.length, 2)],
    ['stack event list shop --filter resource_status=COMPLETE --limit 2 -f json', ({ json }) => assert.equal(json.length, 2)],
    ['stack event list shop --nested-depth 1 -f json', ({ json }) => assert.equal(json.length, 6)],
    ['stack event list shop --format log', ({ text }) => assert.match(text, /\[shop\.web\]: CREATE_COMPLETE {2}state changed|\[web\]: CREATE_COMPLETE {2}state changed/)],
    ['stack failures list shop', isQuiet],
  ]); // prettier-ignore

  inOrder('changes it', [
    ['stack event show shop web <event> -f json', ({ json }) => assert.equal(json.resource_type, 'OS::Heat::TestResource')],
    ['stack event show shop web none', fails(/No event none found/)],
    ['stack update shop --existing --dry-run --parameter text=new -f json', ({ json }) => assert.deepEqual([namesIn(json.updated), namesIn(json.replaced)], [['db', 'web'], []])],
    ['stack update shop --existing --parameter text=new --wait -f json', isStack('UPDATE_COMPLETE')],
    ['stack output show shop said -f value -c output_value', ({ text }) => assert.equal(text, 'new')],
    ['stack update shop --existing --clear-parameter text --tags green --wait -f json', isStack('UPDATE_COMPLETE')],
    ['stack update shop -t @shop.yaml --rollback disabled --wait -f json', isStack('UPDATE_COMPLETE')],
    ['stack check shop --wait -f json', ({ json }) => assert.equal(json[0]['Stack Status'], 'CHECK_COMPLETE')],
    ['stack suspend shop --wait -f json', ({ json }) => assert.equal(json[0]['Stack Status'], 'SUSPEND_COMPLETE')],
    ['stack update shop --existing', fails(/Updating a stack when it is suspended is not supported/)],
    ['stack resume shop --wait -f json', ({ json }) => assert.equal(json[0]['Stack Status'], 'RESUME_COMPLETE')],
    ['stack cancel shop', fails(/Stack shop with status 'resume_complete' not in cancelable state/)],
    ['stack snapshot create shop --name first -f json', ({ json }) => {
      known['snapshot'] = json.ID;
      assert.equal(json.name, 'first');
    }],
    ['stack list --property name=shop -f value -c ID', ({ text }) => assert.equal(text, known['id'])],
  ]); // prettier-ignore

  inOrder('keeps it, gives it away and takes it back', [
    ['stack check shop --wait -f json', ({ json }) => assert.equal(json[0]['Stack Status'], 'CHECK_COMPLETE')],
    ['stack snapshot list shop -f json', names('name', 'first')],
    ['stack snapshot show shop <snapshot> -f json', ({ text }) => assert.match(text, /status\W+COMPLETE/)],
    ['stack snapshot restore shop <snapshot>', isQuiet],
    ['stack snapshot show shop none', fails(/Snapshot ID <none> not found for stack <shop>/)],
    ['stack update shop --existing --wait -f json', isStack('UPDATE_COMPLETE')],
    ['stack snapshot delete shop <snapshot> -y', isQuiet],
    ['stack snapshot list shop -f json', names('name')],
    ['stack resource mark unhealthy shop web broken', isQuiet],
    ['stack resource mark unhealthy shop web --reset', isQuiet],
    ['stack resource mark unhealthy shop none', fails(/Stack or resource not found: shop none/)],
    ['stack hook poll shop', fails(/Stack status \w+ not IN_PROGRESS/)],
    ['stack export shop -f json', ({ json }) => assert.deepEqual(Object.keys(json.resources), ['db', 'web'])],
    ['stack export shop --output-file @export.json', () => {
      assert.equal(JSON.parse(readFileSync(join(fleet.directory, 'export.json'), 'utf8')).name, 'shop');
    }],
    ['stack update other --existing --wait -f json', isStack('UPDATE_COMPLETE')],
    ['stack abandon other --output-file @other.json', isQuiet],
    ['stack show other', fails(/Stack not found: other/)],
    ['stack adopt again --adopt-file @other.json --wait -f json', isStack('ADOPT_COMPLETE')],
    ['stack create bad -t @broken.yaml --wait', fails(/CREATE_FAILED/)],
    ['stack show bad -f json', isStack('CREATE_FAILED')],
    ['stack failures list bad', ({ text }) => assert.match(text, /^bad\.bad:\n {2}resource_type: OS::Heat::TestResource\n[^]*status: CREATE_FAILED/m)],
    ['stack failures list bad --long', ({ text }) => assert.match(text, /bad\.bad:/)],
    // What it tells depends on how soon it is done.
    ['stack delete shop again bad -y --wait', ({ text }) => assert.doesNotMatch(text, /FAILED|ERROR|Unable/)],
    ['stack delete none -y --wait', fails(/The Stack \(none\) could not be found/)],
    ['stack list -f json', names('Stack Name')],
    ['stack show <id> -f json', isStack('DELETE_COMPLETE')],
  ]); // prettier-ignore
});
