import assert from 'node:assert/strict';
import { evaluate } from '../../lib/hot/evaluate.js';
import type { Scope } from '../../lib/hot/values.js';
import { compile, faultsOf } from './compile-text.js';

const AMAZON = "AWSTemplateFormatVersion: '2010-09-09'";
const HEAT = "HeatTemplateFormatVersion: '2012-12-12'";

const scope: Scope = (name) =>
  name !== 'Other'
    ? undefined
    : {
        reference: 'id-of-other',
        referenceIsSecret: false,
        attributes: { Text: 'a,b', List: ['p', 'q'], Json: '{"k": "v"}' },
        isSecret: () => false,
        isVolatile: () => false,
      };

const parts = [
  'Parameters:',
  '  Env: {Type: String, Default: prod, AllowedValues: [prod, test]}',
  '  Count: {Type: Number, Default: "3", MinValue: "1", MaxValue: 5}',
  '  Key: {Type: String, Default: s3cret, NoEcho: "true", MinLength: 3, ConstraintDescription: too short}',
  '  Zones: {Type: CommaDelimitedList, Default: "x,y"}',
  'Mappings:',
  '  Size: {prod: {cpu: 8, list: [1]}, test: {cpu: 1, list: []}}',
  'Resources:',
  '  Other: {Type: T, DeletionPolicy: Retain}',
];

function valueOf(yaml: string, head = AMAZON, more: object = {}) {
  const text = [head, ...parts, '  One:', '    Type: T', `    Properties: {v: ${yaml}}`].join('\n');
  const one = compile(text, more).resources.find(({ name }) => name === 'One');
  const resolved = evaluate(one?.properties['v'] ?? { lit: null }, scope);
  assert(resolved.known);
  return resolved.value;
}

const table: readonly (readonly [yaml: string, expected: unknown])[] = [
  ['{Ref: Env}', 'prod'],
  ['{Ref: Count}', 3],
  ['{Ref: Other}', 'id-of-other'],
  ['{Ref: "AWS::StackName"}', 'shop'],
  ['{Ref: "AWS::StackId"}', 'arn:openstack:heat::tenant-1:stacks/shop/stack-1'],
  ['{Ref: "AWS::Region"}', 'ap-southeast-1'],
  ['{"Fn::GetAtt": [Other, Text]}', 'a,b'],
  ['{"Fn::FindInMap": [Size, {Ref: Env}, cpu]}', 8],
  ['{"Fn::GetAZs": ""}', ['nova']],
  ['{"Fn::Join": ["-", [a, {Ref: Env}, {"Fn::GetAtt": [Other, Text]}]]}', 'a-prod-a,b'],
  ['{"Fn::Split": [",", {"Fn::GetAtt": [Other, Text]}]}', ['a', 'b']],
  ['{"Fn::Select": ["1", {"Fn::GetAtt": [Other, List]}]}', 'q'],
  ['{"Fn::Select": [k, {"Fn::GetAtt": [Other, Json]}]}', 'v'],
  ['{"Fn::Select": [5, [a]]}', ''],
  ['{"Fn::Select": [-1, [a, b]]}', 'b'],
  ['{"Fn::Replace": [{"$a": 1, "$ab": {Ref: Env}}, "$a $ab"]}', '1 prod'],
  ['{"Fn::Base64": {Ref: Env}}', 'prod'],
  ['{"Fn::MemberListToMap": [Name, Value, [".member.1.Value=w", ".member.1.Name=k", ".member.0.Name=a", ".member.0.Value=b=c"]]}', { a: 'b=c', k: 'w' }],
]; // prettier-ignore

describe('templates of CloudFormation', () => {
  for (const [yaml, expected] of table)
    for (const head of [AMAZON, HEAT])
      it(`${yaml} is ${JSON.stringify(expected)} (${head})`, () => {
        assert.deepEqual(valueOf(yaml, head), expected);
      });

  it('say what HOT says, in other words', () => {
    const text = [
      AMAZON,
      'Description: A shop',
      ...parts,
      '  One: {Type: T, DependsOn: Other, Metadata: {a: 1}, Condition: IsProd, Description: the one}',
      '  Two: {Type: T, Condition: IsTest}',
      'Conditions:',
      '  IsProd: {"Fn::Equals": [{Ref: Env}, prod]}',
      '  IsTest: {"Fn::Not": [IsProd]}',
      '  Big: {"Fn::And": [IsProd, {"Fn::Equals": [{"Fn::FindInMap": [Size, {Ref: Env}, cpu]}, 8]}]}',
      'Outputs:',
      '  Size: {Description: its size, Value: {"Fn::If": [Big, large, small]}}',
      '  Gone: {Value: 1, Condition: IsTest}',
    ].join('\n');
    const { description, resources, outputs, parameters } = compile(text);
    assert.equal(description, 'A shop');
    assert.deepEqual(
      resources.map(({ name, requires, deletionPolicy }) => [name, requires, deletionPolicy]),
      [
        ['Other', [], 'retain'],
        ['One', ['Other'], undefined],
      ],
    );
    assert.deepEqual(
      outputs.map(({ name, value }) => [name, value]),
      [
        ['Size', { lit: 'large' }],
        ['Gone', { lit: null }],
      ],
    );
    assert.deepEqual(
      parameters.map(({ name, type, hidden, value }) => [name, type, hidden, value]),
      [
        ['Env', 'String', false, 'prod'],
        ['Count', 'Number', false, 3],
        ['Key', 'String', true, '******'],
        ['Zones', 'CommaDelimitedList', false, ['x', 'y']],
      ],
    );
  });

  it('keep secret what NoEcho hides', () => {
    const text = [AMAZON, ...parts, '  One: {Type: T, Properties: {v: {"Fn::Join": ["", [x, {Ref: Key}]]}}}'].join('\n');
    const one = compile(text).resources.find(({ name }) => name === 'One');
    assert.deepEqual(one?.properties['v'], { lit: 'xs3cret', secret: true });
  });

  for (const [what, lines, message, path] of [
    ['an unknown section', ['Resourcez: {}'], /^The template section is invalid: Resourcez/, 'Resourcez'],
    ['a word of HOT', ['resources: {}'], /^The template section is invalid: resources/, 'resources'],
    ['an unknown key', ['Resources: {A: {Type: T, Propertys: {}}}'], /^"Propertys" is not a valid keyword/, 'Resources.A.Propertys'],
    ['a reference to nothing', ['Resources: {A: {Type: T, Properties: {x: {Ref: B}}}}'], /^The Parameter \(B\) was not provided/, 'Resources.A.Properties.x.Ref'],
    ['an attribute of nothing', ['Outputs: {O: {Value: {"Fn::GetAtt": [B, x]}}}'], /specified reference "B"/, 'Outputs.O.Value.Fn::GetAtt'],
    ['a mapping that is not there', ['Outputs: {O: {Value: {"Fn::FindInMap": [M, a, b]}}}'], /finds no "M"/, 'Outputs.O.Value.Fn::FindInMap'],
    ['a function of HOT', ['Outputs: {O: {Value: {"Fn::If": [nowhere, 1, 2]}}}'], /^Invalid condition "nowhere"/, 'Outputs.O.Value.Fn::If.0'],
    ['an unknown type', ['Parameters: {P: {Type: string}}'], /^Invalid type \(string\)/, 'Parameters.P.Type'],
    ['an unfit default', ['Parameters: {P: {Type: String, Default: a, MinLength: 3, ConstraintDescription: too short}}'], /too short/, 'Parameters.P'],
    ['a wrong key of a parameter', ['Parameters: {P: {Type: String, Defalt: a}}'], /^Invalid key 'Defalt'/, 'Parameters.P.Defalt'],
    ['wrong arguments', ['Outputs: {O: {Value: {"Fn::Select": [1]}}}'], /must be of the form \[index, collection\]/, 'Outputs.O.Value.Fn::Select'],
  ] as const)
    it(`${what} is refused where it stands`, () => {
      const [fault] = faultsOf([AMAZON, ...lines].join('\n'));
      assert.match(fault?.message ?? '', message);
      assert.equal(fault?.path, path);
      assert.ok(fault.line === 2, JSON.stringify(fault));
    });

  it('have conditions in the format of 2010-09-09 alone', () => {
    const [fault] = faultsOf([HEAT, 'Conditions: {A: true}'].join('\n'));
    assert.match(fault?.message ?? '', /^The template section is invalid: Conditions/);
    assert.match(faultsOf("AWSTemplateFormatVersion: '2010-09-10'")[0]?.message ?? '', /should be: 2010-09-09/);
  });
}); // prettier-ignore
