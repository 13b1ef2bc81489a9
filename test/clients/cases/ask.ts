import assert from 'node:assert/strict';
import { fails, names, type Case } from './checks.js';

/** What can be asked without a stack. */
export const asking: readonly Case[] = [
  ['orchestration build info -f json', ({ json }) => assert.match(json.api + json.engine, /revision[^]*revision/)],
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
  ['orchestration template validate -t @shop.yaml -s container', fails(/files_container/)],
  ['orchestration template validate -t @shop.yaml --ignore-errors 1', fails(/Invalid codes in ignore_errors/)],
]; // prettier-ignore
