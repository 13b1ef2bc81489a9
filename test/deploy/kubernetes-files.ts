import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { packageRoot } from '../../lib/package-root.js';
import { textOf } from '../support/repository-files.js';
import type { FleetPart } from './fleet-part.js';

export const folder = 'deploy/kubernetes';

interface Named {
  readonly name: string;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

export interface Container extends Named {
  readonly image: string;
  readonly args: readonly string[];
  readonly env: readonly (Named & {
    readonly value?: string;
    readonly valueFrom?: {
      readonly fieldRef?: { readonly fieldPath: string };
      readonly secretKeyRef?: Named & { readonly key: string };
    };
  })[];
  readonly ports: readonly (Named & { readonly containerPort: number })[];
  readonly startupProbe?: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly resources: {
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  };
  readonly securityContext: object;
  readonly volumeMounts: readonly (Named & { readonly mountPath: string; readonly readOnly?: boolean })[];
}

export interface PodSpec {
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken: boolean;
  readonly enableServiceLinks: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: { readonly fsGroup: number } & Readonly<Record<string, unknown>>;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes: readonly (Named & {
    readonly configMap?: Named;
    readonly secret?: {
      readonly secretName: string;
      readonly defaultMode: number;
      readonly items?: readonly { readonly key: string; readonly path: string }[];
    };
    readonly emptyDir?: object;
  })[];
}

export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly metadata: Named;
  readonly spec: {
    readonly replicas: number;
    readonly serviceName?: string;
    readonly selector: { readonly matchLabels: Labels };
    readonly template: { readonly metadata: { readonly labels: Labels }; readonly spec: PodSpec };
  };
}

export type Labels = Readonly<Record<string, string>>;

export interface Manifest {
  readonly kind: string;
  readonly metadata: Named;
}

interface Kustomization {
  readonly namespace: string;
  readonly resources: readonly string[];
  readonly configMapGenerator: readonly { readonly name: string; readonly files: readonly string[] }[];
  readonly images: readonly { readonly name: string; readonly newTag: string }[];
}

export const kustomization = parse(textOf(`${folder}/kustomization.yaml`) ?? '') as Kustomization;

export function manifestsIn(file: string): Manifest[] {
  const documents = parseAllDocuments(textOf(`${folder}/${file}`) ?? '');
  if (!Array.isArray(documents)) throw new Error(`${file} is empty`);
  return documents.map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as Manifest;
  });
}

export const manifests = kustomization.resources.flatMap(manifestsIn);

export function ofKind<T>(kind: string): (T & Manifest)[] {
  return manifests.filter((manifest) => manifest.kind === kind) as (T & Manifest)[];
}

export const workloads = manifests.filter(
  ({ kind }) => !/^(Namespace|Service|ServiceAccount|PodDisruptionBudget|NetworkPolicy)$/.test(kind),
) as Workload[];

/** The secrets that the manifests expect, each with its keys. */
export const expectedSecrets = new Map(
  manifestsIn('secrets.example.yaml').map((manifest) => {
    const { metadata, stringData } = manifest as Manifest & { readonly stringData: Labels };
    return [metadata.name, stringData] as const;
  }),
);

/** The first pod of a workload, as its container sees it. */
export function partOf({ metadata, spec }: Workload): FleetPart {
  const pod = spec.template.spec;
  const [container] = pod.containers;
  if (!container) throw new Error(`${metadata.name} has no container`);
  const fields: Labels = {
    'metadata.name': `${metadata.name}-0`,
    'metadata.namespace': kustomization.namespace,
    'metadata.uid': '00000000-0000-4000-8000-000000000000',
  };
  const env: Record<string, string> = {};
  for (const { name, value, valueFrom } of container.env) {
    const { fieldRef, secretKeyRef } = valueFrom ?? {};
    env[name] =
      value?.replace(/\$\((\w+)\)/g, (text, variable: string) => env[variable] ?? text) ??
      (fieldRef && fields[fieldRef.fieldPath]) ??
      (secretKeyRef && expectedSecrets.get(secretKeyRef.name)?.[secretKeyRef.key]) ??
      '';
  }
  const mounts = new Map<string, string>();
  for (const { name, mountPath } of container.volumeMounts) {
    const { configMap, secret } = pod.volumes.find((volume) => volume.name === name) ?? {};
    const files = kustomization.configMapGenerator.find((one) => one.name === configMap?.name)?.files ?? [];
    for (const file of files) mounts.set(`${mountPath}/${baseName(file)}`, join(packageRoot, folder, file));
    for (const [key, path] of keysOf(secret))
      mounts.set(`${mountPath}/${path}`, `${secret?.secretName ?? ''}/${key}`);
  }
  return { name: metadata.name, args: container.args, env, mounts };
}

type SecretVolume = PodSpec['volumes'][number]['secret'];

function keysOf(secret: SecretVolume): (readonly [key: string, path: string])[] {
  if (!secret) return [];
  const all = Object.keys(expectedSecrets.get(secret.secretName) ?? {}).map((key) => ({ key, path: key }));
  return (secret.items ?? all).map(({ key, path }) => [key, path]);
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
