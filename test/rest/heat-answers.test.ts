import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root.js';
import { restHarness, type Method, type RestHarness } from '../support/rest-harness.js';

/** A request below a tenant, and what Heat 19 answers. Of an answer that is no error the keys. */
interface Recorded {
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
  readonly status: number;
  readonly allow?: string;
  readonly title?: string;
  readonly explanation?: string;
  readonly type?: string;
  readonly message?: string;
  readonly keys?: readonly string[];
}
const recorded = JSON.parse(
  readFileSync(join(packageRoot, 'test/rest/data/heat-answers.json'), 'utf8'),
) as Recorded[];

/** Where ours says something else than Heat, by what the name of the case begins with; and why. */
const otherwise: Readonly<Record<string, string>> = {
  'POST /stacks {}': 'says where in the body',
  'POST /stacks/preview {"template"': 'says where in the body',
  'POST /stacks {"stack_name":"unmade","template":{"heat_template_version":"2016-10-14","resources":{}},"timeout':
    'says where',
  'POST /stacks {"stack_name":"unmade","template":{"heat_template_version":"2016-10-14","resources":{}},"disable':
    'a ValueError',
  'POST /stacks {"stack_name":"unmade","template":{"heat_template_version":"2016-10-14","resources":{}},"env':
    'a fault as others',
  'POST /stacks {"stack_name":"unmade","template":"foo"}': 'a fault as others',
};

const named = ({ method, path, body }: Recorded) =>
  `${method} ${path} ${JSON.stringify(body ?? null).slice(0, 120)}`;

describe('REST: what Heat answers', () => {
  let rest: RestHarness;
  before(async () => {
    rest = await restHarness();
  });
  after(() => rest.close());

  for (const heat of recorded) {
    it(named(heat), async () => {
      const { method, path, body } = heat;
      const answer = await rest.call(method, `/v1/default${path}`, body === undefined ? {} : { body });
      assert.equal(answer.status, heat.status, answer.text);
      if (heat.allow !== undefined) assert.deepEqual(methods(answer.headers['allow']), methods(heat.allow));
      for (const key of heat.keys ?? []) assert.ok(key in answer.json, `${key} is not in ${answer.text}`);
      if (heat.title === undefined || isOtherwise(heat)) return;
      const { title, explanation, error } = answer.json;
      assert.deepEqual({ title, explanation }, { title: heat.title, explanation: heat.explanation });
      assert.equal(error.type, heat.type);
      // Some errors of Heat's say nothing but what their class says.
      if (heat.message !== undefined && heat.message !== heat.explanation)
        assert.ok(saysIt(error.message as string, heat.message), answer.text);
    });
  }
});

function isOtherwise(heat: Recorded): boolean {
  return Object.keys(otherwise).some((begin) => named(heat).startsWith(begin));
}

function methods(allow: unknown): string[] {
  return String(allow)
    .split(/, */)
    .filter((each) => each !== 'HEAD')
    .sort();
}

/** Ours begin as Heat's do, and go on with what to do next. Some errors Heat tells nothing of. */
function saysIt(ours: string, heats: string): boolean {
  const unquoted = (text: string) => text.replaceAll(/["']/g, '');
  return unquoted(ours).startsWith(unquoted(heats).replace(/\.$/, ''));
}
