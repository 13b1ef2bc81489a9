import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { textOf } from '../support/repository-files.js';

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly annotations: { readonly summary: string };
    }[];
  }[];
}

describe('the alert rules', () => {
  it('speak of metrics that are there, each with what it means', () => {
    const { groups } = parse(textOf('deploy/prometheus/alerts.yaml') ?? '') as Rules;
    const documented = textOf('docs/operating.md') ?? '';
    const rules = groups.flatMap((group) => group.rules);
    assert.ok(rules.length >= 9);
    for (const { alert, expr, annotations } of rules) {
      assert.ok(annotations.summary, alert);
      assert.ok(documented.includes(alert), `${alert} has a row in docs/operating.md`);
      for (const [name] of expr.matchAll(/isotherm_[a-z_]+/g))
        assert.ok(
          documented.includes(`\`${name.replace(/_bucket$/, '')}\``),
          `${alert}: ${name} is documented`,
        );
    }
  });
});
