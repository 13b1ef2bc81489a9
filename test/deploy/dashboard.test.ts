import assert from 'node:assert/strict';
import { textOf } from '../support/repository-files.js';
import { registries } from '../support/service-registries.js';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query: unknown }[];
  };
}

interface Metric {
  /** As it is documented: without what a histogram adds. */
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/** Labels of every target. */
const ALWAYS = ['instance', 'job'];
/** What a query is made of beside metrics and labels. */
const WORDS = /^(sum|min|max|count|rate|increase|vector|histogram_quantile|clamp_min|by|or|offset)$/;
const METRIC = /\b(?:isotherm|nodejs|process)_[a-z0-9_]+/g;

function metrics(): Map<string, Metric> {
  const found = new Map<string, Metric>([['up', { name: 'up', type: 'gauge', labels: [] }]]);
  for (const registry of Object.values(registries)) {
    for (const metric of registry.getMetricsAsArray()) {
      const {
        name,
        type,
        labelNames = [],
      } = metric as unknown as {
        readonly name: string;
        readonly type: string;
        readonly labelNames?: readonly string[];
      };
      const labels = [...labelNames];
      if (String(type) !== 'histogram') found.set(name, { name, type: String(type), labels });
      else
        for (const part of ['bucket', 'sum', 'count']) {
          const ofPart = part === 'bucket' ? [...labels, 'le'] : labels;
          found.set(`${name}_${part}`, { name, type: 'counter', labels: ofPart });
        }
    }
  }
  return found;
}

describe('the dashboard', () => {
  const dashboard = JSON.parse(textOf('deploy/grafana/dashboard.json') ?? '') as Dashboard;
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');
  const queries = panels.flatMap(({ title, targets = [] }) =>
    targets.map((target) => ({ title, ...target })),
  );
  const known = metrics();

  it('shows metrics that a service has, under the labels that these have', () => {
    assert.ok(queries.length > 40);
    for (const { title, expr, legendFormat } of queries) {
      const names = expr.match(METRIC) ?? ['up'];
      const labels = new Set([...ALWAYS, ...names.flatMap((name) => known.get(name)?.labels ?? [])]);
      for (const name of names) assert.ok(known.has(name), `${title}: ${name}`);
      const used = [
        ...[...expr.matchAll(/(\w+)(?:=|!=|=~)"/g)].map(([, name]) => name),
        ...[...expr.matchAll(/ by \(([\w, ]+)\)/g)].flatMap(([, list = '']) => list.split(', ')),
        ...[...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name),
      ];
      for (const label of used) assert.ok(labels.has(label ?? ''), `${title}: ${String(label)}`);
    }
  });

  it('takes rates of what only rises, and values of what does not', () => {
    for (const { title, expr } of queries)
      for (const [name] of expr.matchAll(METRIC)) {
        // Or the difference to before, where a series may begin with what counts.
        const isRate = new RegExp(`(rate|increase)\\(${name}[{[]|${name}\\{[^}]*\\} offset `).test(expr);
        assert.equal(isRate, known.get(name)?.type === 'counter', `${title}: ${name}`);
      }
  });

  it('shows each metric of docs/operating.md, and none that is not there', () => {
    const documented = textOf('docs/operating.md') ?? '';
    const used = queries.flatMap(({ expr }) => expr.match(METRIC) ?? []);
    const shown = new Set(used.map((name) => known.get(name)?.name ?? name));
    for (const name of shown) assert.ok(documented.includes(`\`${name}\``), `${name} is documented`);
    const listed = [...documented.matchAll(/^\| `(isotherm_\w+)`/gm)].map(([, name]) => name ?? '');
    assert.deepEqual(listed.filter((name) => !shown.has(name)), []); // prettier-ignore
    assert.ok(listed.length > 30);
  });

  it('is written as queries are', () => {
    for (const { title, expr } of queries) {
      for (const [open, close] of ['()', '{}', '[]'])
        assert.equal(
          expr.split(open ?? '').length,
          expr.split(close ?? '').length,
          `${title}: ${open ?? ''}`,
        );
      const bare = expr.replace(/offset \S+|"[^"]*"|\{[^}]*\}|\[[^\]]*\]|by \([\w, ]+\)/g, ' ');
      const words = (bare.match(/[a-z_]\w*/gi) ?? []).filter((word) => !known.has(word));
      assert.deepEqual(words.filter((word) => !WORDS.test(word)), [], title); // prettier-ignore
    }
  });

  it('has panels with ids of their own, a description, a unit, and a place that no other one takes', () => {
    assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
    const taken = new Set<string>();
    for (const { title, gridPos } of dashboard.panels) {
      const { x, y, w, h } = gridPos;
      assert.ok(x + w <= 24, title);
      for (let column = x; column < x + w; column += 1)
        for (let line = y; line < y + h; line += 1) {
          const place = `${String(column)} ${String(line)}`;
          assert.ok(!taken.has(place), `${title} lies on another one`);
          taken.add(place);
        }
    }
    for (const { title, description, fieldConfig, datasource } of panels) {
      assert.ok((description ?? '').length > 20, title);
      assert.ok(fieldConfig?.defaults.unit, title);
      assert.deepEqual(datasource, { type: 'prometheus', uid: '${datasource}' });
    }
  });

  it('asks for its data source and for processes by variables that it has', () => {
    const list = dashboard.templating.list.map(({ name, type }) => `${name} ${type}`);
    assert.deepEqual(list, ['datasource datasource', 'instance query']);
    const text = JSON.stringify(dashboard);
    for (const [, name] of text.matchAll(/\$\{?(\w+)/g))
      assert.ok(/^(datasource|instance|__rate_interval|__range|__all)$/.test(name ?? ''), name);
    for (const { title, expr } of queries) {
      const selectors = expr.match(/\{[^}]*\}/g) ?? [];
      for (const selector of selectors.filter((one) => !one.includes('job=~')))
        assert.match(selector, /instance=~"\$instance"/, title);
    }
  });
});
