import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { IsothermError } from '../../lib/errors.js';
import {
  OpenQuestions,
  questionKey,
  type ConstraintAnswer,
} from '../../lib/hot/custom-constraints/questions.js';
import { packageRoot } from '../../lib/package-root.js';
import { compile } from './compile-text.js';

const corpus = path.join(packageRoot, '../shared/corpus/heat-templates');

/** What a real Heat refuses too, for the same reason. */
const refused: readonly { readonly files: RegExp; readonly reason: RegExp }[] = [
  { files: /^cfn\/F17\/invalid\/AutoScalingMultiAZSample\.(template|yaml)$/, reason: /^Circular Dependency/ },
  {
    files: /^cfn\/F17\/invalid\/WordPress_Single_Instance_With_(HA|HA_AccessPolicy|IHA)\.template$/,
    reason: /^Circular Dependency/,
  },
  {
    files: /^cfn\/F17\/WordPress_Single_Instance_With_Neutron\.template$/,
    reason: /^The Parameter \(IPAddress\) was not provided/,
  },
  // Of another template: those come with nested stacks.
  {
    files: /^hot\/barbican\/container_generic\.yaml$/,
    reason: /^The resource type \.\/secret\.yaml comes from the template/,
  },
  // Their files are in another repository.
  {
    files: /^hot\/software-config\/boot-config\/templates\/install_config_agent_\w+\.yaml$/,
    reason: /^No content found in the "files" section for get_file path: (..\/){5}heat-agents\//,
  },
];

describe('the public Heat templates', function () {
  this.timeout(30_000);

  before(function () {
    if (existsSync(corpus)) return;
    console.warn(
      `SKIPPED: no templates at ${corpus}: clone openstack/heat-templates there to run these tests.`,
    );
    this.skip();
  });

  it('each compile, or are refused as a real Heat does', () => {
    const wrong: string[] = [];
    let templates = 0;
    for (const file of documents()) {
      const text = readFileSync(path.join(corpus, file), 'utf8');
      if (!/heat_template_version|TemplateFormatVersion/.test(text)) continue;
      templates++;
      const reasons = reasonsAgainst(file, text);
      const expected = refused.find(({ files }) => files.test(file))?.reason;
      const right = expected
        ? reasons.length > 0 && reasons.every((reason) => expected.test(reason))
        : reasons.length === 0;
      if (!right) wrong.push(`${file}: ${reasons.join(' | ') || 'it compiles'}`);
    }
    assert.deepEqual(wrong, []);
    assert.equal(templates, 144);
  });

  it('and what is none of them is said not to be one', () => {
    for (const file of documents()) {
      const text = readFileSync(path.join(corpus, file), 'utf8');
      if (/heat_template_version|TemplateFormatVersion/.test(text)) continue;
      for (const reason of reasonsAgainst(file, text))
        assert.match(
          reason,
          /^(The template version is invalid: Template version was not provided|The template must be a map)/,
          file,
        );
    }
  });
});

function documents(): string[] {
  const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => /\.(yaml|template|json)$/.test(file)).sort();
}

/** Each fault; types and services are set aside, and the files are sent along that a client would send. */
function reasonsAgainst(file: string, text: string): string[] {
  const answers: Record<string, ConstraintAnswer> = {};
  for (;;) {
    try {
      compile(text, { requireParameterValues: false, files: filesOf(file, text), answers });
      return [];
    } catch (error) {
      if (error instanceof OpenQuestions) {
        for (const question of error.questions) answers[questionKey(question)] = { kind: 'fits' };
        continue;
      }
      assert(error instanceof IsothermError, `${file}: ${String((error as Error).stack)}`);
      for (const fault of error.faults) assert(fault.line !== undefined, file);
      return error.faults.map(({ message }) => message);
    }
  }
}

/** What a client would send. Scripts are not kept beside the templates: any text will do in their place. */
function filesOf(file: string, text: string): Record<string, string> {
  const names = [...text.matchAll(/get_file["']?: *["']?([^"'}\n]+)/g)].map(([, name = '']) => name.trim());
  const placed = names.map((name) => [name, path.join(path.dirname(file), name)] as const);
  return Object.fromEntries(
    placed.filter(([, place]) => !place.startsWith('..')).map(([name]) => [name, 'a script']),
  );
}
