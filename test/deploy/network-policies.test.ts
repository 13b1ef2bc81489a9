import assert from 'node:assert/strict';
import { portsOf, roleOf, type Role } from './fleet-part.js';
import { ofKind, partOf, workloads, type Labels } from './kubernetes-files.js';

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

interface Rule {
  readonly from?: readonly { readonly podSelector?: Selector; readonly namespaceSelector?: Selector }[];
  readonly to?: readonly { readonly podSelector?: Selector; readonly namespaceSelector?: Selector }[];
  readonly ports?: readonly { readonly port: number | string; readonly protocol?: string }[];
}

interface Policy {
  readonly spec: {
    readonly podSelector: Selector;
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

const policies = ofKind<Policy>('NetworkPolicy');
const labelsOf = new Map(
  workloads.map((workload) => [roleOf(partOf(workload)), workload.spec.template.metadata.labels]),
);
const portsByName = new Map(workloads.flatMap((workload) => [...portsOf(partOf(workload))]));
const POSTGRES = 5432;

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  for (const { operator } of matchExpressions) assert.equal(operator, 'In');
  return (
    Object.entries(matchLabels).every(([name, value]) => labels[name] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  );
}

const labels = (role: Role) => labelsOf.get(role)!;
const egressOf = (from: Labels) =>
  policies.flatMap(({ spec }) => (selects(spec.podSelector, from) ? (spec.egress ?? []) : []));
const ingressOf = (to: Labels) =>
  policies.flatMap(({ spec }) => (selects(spec.podSelector, to) ? (spec.ingress ?? []) : []));

function names(rule: Rule, port: number): boolean {
  // A rule without ports would be for all of them.
  assert.ok(rule.ports);
  return rule.ports.some(
    (one) => (typeof one.port === 'string' ? portsByName.get(one.port) : one.port) === port,
  );
}

/** Of pods in the namespace. */
function mayReach(from: Labels, to: Labels, port: number): boolean {
  const isFor = (peers: Rule['to']) =>
    !peers || peers.some(({ podSelector, namespaceSelector }) => namespaceSelector === undefined && podSelector && selects(podSelector, to)); // prettier-ignore
  const isFrom = (peers: Rule['from']) =>
    !peers || peers.some(({ podSelector, namespaceSelector }) => (namespaceSelector === undefined || podSelector !== undefined) && podSelector && selects(podSelector, from)); // prettier-ignore
  return (
    egressOf(from).some((rule) => names(rule, port) && isFor(rule.to)) &&
    ingressOf(to).some((rule) => names(rule, port) && isFrom(rule.from))
  );
}

describe('the network policies', () => {
  const postgres = { 'app.kubernetes.io/name': 'postgresql' };

  it('refuse what no rule allows', () => {
    const all = policies.find(({ spec }) => Object.keys(spec.podSelector).length === 0 && !spec.egress);
    assert.deepEqual(all?.spec, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    for (const { metadata, spec } of policies) {
      if (spec.ingress) assert.ok(spec.policyTypes.includes('Ingress'), metadata.name);
      if (spec.egress) assert.ok(spec.policyTypes.includes('Egress'), metadata.name);
    }
  });

  it('let engines alone to PostgreSQL, wherever that is', () => {
    assert.ok(mayReach(labels('engine'), postgres, POSTGRES));
    for (const role of ['worker', 'observer'] as const) {
      assert.deepEqual(egressOf(labels(role)).filter((rule) => names(rule, POSTGRES)), [], role); // prettier-ignore
      assert.ok(!mayReach(labels(role), postgres, POSTGRES));
    }
  });

  it('let workers and observers to the gRPC of engines, and to nothing else of them', () => {
    for (const role of ['worker', 'observer'] as const) {
      assert.ok(mayReach(labels(role), labels('engine'), portsByName.get('grpc') ?? 0), role);
      assert.ok(!mayReach(labels(role), labels('engine'), portsByName.get('api') ?? 0), role);
      assert.ok(!mayReach(labels('engine'), labels(role), portsByName.get('monitoring') ?? 0), role);
    }
  });

  it('name ports that are served', () => {
    const named = policies.flatMap(({ spec }) => [...(spec.ingress ?? []), ...(spec.egress ?? [])]).flatMap(({ ports = [] }) => ports); // prettier-ignore
    for (const { port } of named) assert.ok(typeof port === 'number' || portsByName.has(port), String(port));
  });
});
