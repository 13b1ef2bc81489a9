import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { repositoryFiles, textOf } from '../support/repository-files.js';
import {
  configOf,
  databaseCredentials,
  engineOf,
  missingFiles,
  peerOf,
  portsOf,
  roleOf,
  unknownVariables,
} from './fleet-part.js';
import {
  expectedSecrets,
  folder,
  kustomization,
  manifests,
  ofKind,
  partOf,
  workloads,
  type Labels,
  type Workload,
} from './kubernetes-files.js';
import { isPinned, ourImage } from './pinned.js';

/** How long a service may take for its stop (lib/lifecycle.ts), in seconds. */
const STOP_SECONDS = 20;

interface Service {
  readonly spec: {
    readonly clusterIP?: string;
    readonly publishNotReadyAddresses?: boolean;
    readonly selector: Labels;
    readonly ports: readonly { readonly port: number; readonly targetPort: string }[];
  };
}

const podOf = ({ spec }: Workload) => spec.template.spec;
const fits = (labels: Labels, selector: Labels) =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);
const podsOf = (selector: Labels) =>
  workloads.filter(({ spec }) => fits(spec.template.metadata.labels, selector));
const parts = workloads.map(partOf);
const peers = parts.filter((part) => roleOf(part) !== 'engine');

function theEngine(): Workload & { readonly spec: { readonly serviceName: string } } {
  const engine = workloads.find((workload) => roleOf(partOf(workload)) === 'engine');
  assert.equal(engine?.kind, 'StatefulSet');
  return engine as ReturnType<typeof theEngine>;
}

describe('the Kubernetes manifests', () => {
  it('are all in kustomization.yaml, but for the example of the secrets', () => {
    const listed = [
      ...kustomization.resources,
      ...kustomization.configMapGenerator.flatMap(({ files }) => files),
    ];
    const there = repositoryFiles()
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1));
    assert.deepEqual([...listed, 'kustomization.yaml', 'secrets.example.yaml'].sort(), there);
    assert.deepEqual(manifests.filter(({ kind }) => kind === 'Secret'), []); // prettier-ignore
  });

  it('are an engine, a worker and an observer, two of each', () => {
    assert.deepEqual(parts.map(roleOf).sort(), ['engine', 'observer', 'worker']);
    assert.deepEqual(workloads.map(({ spec }) => spec.replicas), [2, 2, 2]); // prettier-ignore
  });

  it('give each service settings that it takes, and the files that they name', () => {
    for (const part of parts) {
      configOf(part);
      assert.deepEqual([unknownVariables(part), missingFiles(part)], [[], []], part.name);
    }
  });

  it('take from secrets what these have', () => {
    for (const workload of workloads) {
      for (const { valueFrom } of podOf(workload).containers.flatMap(({ env }) => env)) {
        const { secretKeyRef } = valueFrom ?? {};
        if (secretKeyRef)
          assert.ok(expectedSecrets.get(secretKeyRef.name)?.[secretKeyRef.key], secretKeyRef.key);
      }
      for (const { secret } of podOf(workload).volumes) {
        const known = secret && expectedSecrets.get(secret.secretName);
        for (const { key } of secret?.items ?? []) assert.ok(known?.[key], key);
        // Kubernetes adds the right of the pod's group; with more the engine refuses its key.
        if (secret)
          assert.deepEqual([known !== undefined, secret.defaultMode], [true, 0o400], secret.secretName);
      }
    }
  });

  it('let workers and observers find the engines, also those that no worker has reached so far', () => {
    const { metadata, spec } = theEngine();
    const part = partOf(theEngine());
    const { advertise, tls } = engineOf(part).grpc;
    assert.ok(tls && !engineOf(part).rest.noAuth);
    const addresses = Array.from({ length: spec.replicas }, (_, ordinal) =>
      String(advertise).replace(`${metadata.name}-0.`, `${metadata.name}-${String(ordinal)}.`),
    );
    for (const peer of peers) assert.deepEqual(peerOf(peer).engines, addresses);
    const domain = `${spec.serviceName}.${kustomization.namespace}.svc`;
    assert.equal(advertise, `${metadata.name}-0.${domain}:${String(portsOf(part).get('grpc'))}`);
    assert.ok((textOf(`${folder}/secrets.example.yaml`) ?? '').includes(`'*.${domain}'`));
    const service = ofKind<Service>('Service').find((one) => one.metadata.name === spec.serviceName);
    assert.deepEqual([service?.spec.clusterIP, service?.spec.publishNotReadyAddresses], ['None', true]);
  });

  it('serve what services, probes and policies send to', () => {
    for (const workload of workloads) {
      const [container] = podOf(workload).containers;
      const served = portsOf(partOf(workload));
      assert.deepEqual(
        new Map(container?.ports.map(({ name, containerPort }) => [name, containerPort])),
        served,
      );
      const { startupProbe, livenessProbe, readinessProbe } = container!;
      assert.deepEqual(livenessProbe.httpGet, { path: '/healthz', port: 'monitoring' });
      assert.deepEqual(readinessProbe.httpGet, { path: '/readyz', port: 'monitoring' });
      // An engine answers only once its tables are up to date, which may take long.
      if (served.has('api')) assert.deepEqual(startupProbe?.httpGet, livenessProbe.httpGet);
    }
    for (const { spec } of ofKind<Service>('Service')) {
      const [workload] = podsOf(spec.selector);
      for (const { port, targetPort } of spec.ports)
        assert.equal(portsOf(partOf(workload!)).get(targetPort), port);
    }
  });

  it('have an API that answers to the names of its service', () => {
    const { name } = ofKind<Service>('Service').find(({ spec }) => spec.clusterIP !== 'None')!.metadata;
    const { allowedHosts } = engineOf(partOf(theEngine())).rest;
    const domain = `${name}.${kustomization.namespace}`;
    for (const host of [name, domain, `${domain}.svc`]) assert.ok(allowedHosts.includes(host), host);
  });

  it('have workers and observers of one node, with the same providers, each with a name of its own', () => {
    const [first, ...others] = peers.map((part) => {
      const { node, providers, id } = peerOf(part);
      assert.equal(id, `${part.name}-0`);
      return { node, providers };
    });
    assert.ok(first?.node !== undefined);
    for (const other of others) assert.deepEqual(other, first);
  });

  it('give an engine another name than that of the pod before, which the database may still believe alive', () => {
    assert.match(engineOf(partOf(theEngine())).id ?? '', /^isotherm-engine-0-[0-9a-f-]{36}$/);
  });

  it('show workers and observers nothing of the database', () => {
    assert.deepEqual(databaseCredentials(partOf(theEngine())), ['DATABASE_URL']);
    const ofEngines = new Set(['isotherm-engine', 'isotherm-engine-tls']);
    for (const workload of workloads.filter(({ kind }) => kind === 'Deployment')) {
      assert.deepEqual(databaseCredentials(partOf(workload)), []);
      const mounted = podOf(workload).volumes.map(({ secret }) => secret?.secretName ?? '');
      const read = podOf(workload).containers.flatMap(({ env }) => env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? '')); // prettier-ignore
      assert.deepEqual([...mounted, ...read].filter((name) => ofEngines.has(name)), [], workload.metadata.name); // prettier-ignore
    }
  });

  it('lock every pod in', () => {
    const accounts = new Map(ofKind<{ automountServiceAccountToken: boolean }>('ServiceAccount').map((one) => [one.metadata.name, one])); // prettier-ignore
    for (const workload of workloads) {
      const pod = podOf(workload);
      const { name } = workload.metadata;
      const { fsGroup, ...context } = pod.securityContext;
      assert.deepEqual(context, {
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      assert.equal(fsGroup, 1000, 'or it cannot read its secrets');
      assert.deepEqual([pod.automountServiceAccountToken, pod.enableServiceLinks], [false, false], name);
      assert.equal(accounts.get(pod.serviceAccountName)?.automountServiceAccountToken, false, name);
      for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
        assert.deepEqual(container.securityContext, {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        assert.ok(isPinned(container.image) && container.image === ourImage, container.image);
        const { requests, limits } = container.resources;
        assert.ok(requests['cpu'] && requests['memory'] && limits['memory'], name);
        const written = container.volumeMounts.filter(({ readOnly }) => readOnly !== true);
        assert.deepEqual(written.map(({ mountPath }) => mountPath), ['/tmp']); // prettier-ignore
        const pause = Number(container.lifecycle?.preStop.exec.command.at(-1) ?? 0);
        assert.ok(pod.terminationGracePeriodSeconds > STOP_SECONDS + pause, name);
      }
    }
    assert.deepEqual(kustomization.images.map((image) => `${image.name}:${image.newTag}`), [ourImage]); // prettier-ignore
  });

  it('are found by their own selectors, and go one after the other', () => {
    type Budget = { readonly spec: { readonly maxUnavailable: number; readonly selector: { readonly matchLabels: Labels } } }; // prettier-ignore
    const budgets = ofKind<Budget>('PodDisruptionBudget');
    for (const workload of workloads) {
      const { selector, template } = workload.spec;
      assert.ok(fits(template.metadata.labels, selector.matchLabels));
      assert.deepEqual(podsOf(selector.matchLabels), [workload], 'no other one is selected');
      const budget = budgets.filter(({ spec }) => fits(template.metadata.labels, spec.selector.matchLabels));
      assert.deepEqual(budget.map(({ spec }) => spec.maxUnavailable), [1]); // prettier-ignore
    }
  });

  it('are scraped where they serve', () => {
    type Scraping = { readonly scrape_configs: readonly { readonly job_name: string; readonly relabel_configs: readonly { readonly regex?: string }[] }[] }; // prettier-ignore
    const { scrape_configs: jobs } = parse(
      textOf('deploy/prometheus/scrape-kubernetes.yaml') ?? '',
    ) as Scraping;
    assert.match(jobs[0]?.job_name ?? '', /^isotherm/);
    for (const part of parts) assert.ok(portsOf(part).has(jobs[0]?.relabel_configs[0]?.regex ?? ''));
  });
});
