import assert from 'node:assert/strict';
import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Observation } from '../../lib/handler/contract.js';
import { describeType } from '../../lib/handler/describe-type.js';
import { HandlerCatalogue } from '../../lib/handler/handler-catalogue.js';
import { compileTemplate } from '../../lib/hot/compile.js';
import { evaluate } from '../../lib/hot/evaluate.js';
import { defaultLimits } from '../../lib/hot/limits.js';
import type { GoalResource, Referred } from '../../lib/hot/values.js';
import type { Json, JsonObject } from '../../lib/json.js';
import { packageRoot } from '../../lib/package-root.js';
import heat from '../../lib/providers/heat/index.js';
import local from '../../lib/providers/local/index.js';
import { requestOnce } from '../../lib/providers/local/http-request.js';
import { eventually, NodeOfTest } from '../providers/local/node-of-test.js';

const node = new NodeOfTest();
const catalogue = new HandlerCatalogue([
  { provider: local, package: 'local', settings: node.dev },
  { provider: heat, package: 'heat', settings: {} },
]);
const handlers = [...local.handlers, ...heat.handlers];
const schemas = new Map(handlers.map((handler) => [handler.type, describeType(handler)]));

function compile(file: string, parameters: JsonObject) {
  return compileTemplate({
    template: readFileSync(join(packageRoot, 'examples', file), 'utf8'),
    parameters,
    pseudo: { stackName: 'hello', stackId: 'stack-1', projectId: 'demo' },
    resourceType: (type) => schemas.get(type),
    limits: defaultLimits,
  });
}

describe('the examples', function () {
  this.timeout(30_000);
  const made: {
    handler: NonNullable<ReturnType<HandlerCatalogue['handlerOf']>>;
    id: string;
    goal: JsonObject;
  }[] = [];
  after(async () => {
    for (const { handler, id, goal } of made.reverse()) await handler.delete(id, goal, node.call());
    node.remove();
  });

  it('first.yaml is valid', () => {
    assert.equal(compile('first.yaml', {}).resources.length, 2);
  });

  it('hello.yaml comes up in order, answers in turn, and leaves nothing', async () => {
    const greeting = 'Say "hi"';
    const app = { app_dir: join(packageRoot, 'examples/hello'), node: process.execPath };
    const { resources, outputs } = compile('hello/hello.yaml', {
      ...app,
      data_dir: node.path('data'),
      greeting,
    });
    const referred = new Map<string, Referred>();
    for (const resource of inOrder(resources)) {
      const properties: Record<string, Json> = {};
      for (const [name, expression] of Object.entries(resource.properties)) {
        const value = evaluate(expression, (other) => referred.get(other));
        assert.ok(value.known, `${resource.name}.${name}`);
        properties[name] = value.value;
      }
      referred.set(resource.name, await create(resource, properties));
    }
    const [output] = outputs;
    assert.ok(output);
    const url = evaluate(output.value, (other) => referred.get(other));
    assert.ok(url.known && typeof url.value === 'string');
    const ask = async () => requestOnce(url.value as string, 2000, new AbortController().signal);
    const answers = [await ask(), await ask()].map((answer) =>
      'body' in answer ? answer.body : answer.error,
    );
    assert.deepEqual(answers.sort(), [`${greeting} from server A\n`, `${greeting} from server B\n`]);
    for (const { handler, id, goal } of made.splice(0).reverse()) await handler.delete(id, goal, node.call());
    assert.ok(!existsSync(node.path('data')));
    assert.equal('error' in (await ask()), true);
  });

  async function create(resource: GoalResource, properties: JsonObject): Promise<Referred> {
    const handler = catalogue.handlerOf(resource.type);
    assert.ok(handler);
    const goal = catalogue.parseGoal(resource.type, properties);
    const created = await handler.create(goal, node.call(resource.name));
    made.push({ handler, id: created.physicalId, goal });
    const look = async (): Promise<Observation | undefined> => {
      const seen = await handler.observe?.(created.physicalId, goal, node.call(''));
      return seen?.status === 'ready' ? seen : undefined;
    };
    const seen = created.observation ?? (await eventually(`${resource.name} is ready`, look));
    assert.equal(seen.status, 'ready');
    const attributes = (seen.attributes ?? {}) as Readonly<Record<string, Json>>;
    const reference = handler.reference === undefined ? created.physicalId : attributes[handler.reference];
    assert.ok(reference !== undefined);
    return {
      reference,
      referenceIsSecret: false,
      attributes,
      isSecret: () => false,
      isVolatile: () => false,
    };
  }
});

/** Each after everything it requires. */
function inOrder(resources: readonly GoalResource[]): GoalResource[] {
  const done: GoalResource[] = [];
  while (done.length < resources.length) {
    const next = resources.find(
      (each) =>
        !done.includes(each) && each.requires.every((name) => done.some((other) => other.name === name)),
    );
    assert.ok(next, 'the requirements have no order');
    done.push(next);
  }
  return done;
}
