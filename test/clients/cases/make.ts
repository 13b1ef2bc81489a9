import assert from 'node:assert/strict';
import { fails, isQuiet, isStack, names, namesIn, type Case } from './checks.js';

/** Makes the stacks shop and other, and looks at them. */
export const making: readonly Case[] = [
  ['stack create shop -t @shop.yaml --dry-run -f json', ({ json }) => assert.deepEqual(namesIn(json.resources), ['db', 'web'])],
  ['stack create shop -t @shop.yaml --parameter-file text=@note.txt --dry-run -f json', ({ json }) => assert.equal(JSON.parse(json.parameters).text, 'a note')],
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
  ['stack list --short -f json', ({ json }) => assert.deepEqual(['Stack Status' in json[0], 'Creation Time' in json[0]], [true, false])],
  ['stack show shop -f json', ({ json }, known) => {
    known['id'] = json.id;
    assert.deepEqual(
      [json.description, json.parameters.text, json.parameters.secret, json.tags, json.timeout_mins, json.disable_rollback, json.outputs.length],
      ['A shop', 'mine', '******', ['red', 'blue'], 5, false, 2],
    );
  }],
  ['stack show other -f json', ({ json }, known) => {
    known['other'] = json.id;
    assert.deepEqual([json.tags, json.disable_rollback], [['red'], true]);
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
  ['stack event list shop --sort event_time:asc -f json', ({ json }, known) => {
    known['event'] = json.find((each: Record<string, string>) => each['resource_name'] === 'web').id;
    assert.equal(json.length, 6);
  }],
  ['stack event list shop --resource web -f json', ({ json }) => assert.equal(json.length, 2)],
  ['stack event list shop --filter resource_status=COMPLETE --limit 2 -f json', ({ json }) => assert.equal(json.length, 2)],
  ['stack event list shop --nested-depth 1 -f json', ({ json }) => assert.equal(json.length, 6)],
  ['stack event list shop --format log', ({ text }) => assert.match(text, /\[shop\.web\]: CREATE_COMPLETE {2}state changed|\[web\]: CREATE_COMPLETE {2}state changed/)],
  ['stack failures list shop', isQuiet],
]; // prettier-ignore
